import type { RoutingConfig } from '../config/routing-config.js';
import type { Candidate } from './candidate.js';

/** Why no step of a plan can be tried, and what mends it. */
export function whyNone(passedOver: readonly Candidate[], { providers }: RoutingConfig): string {
  if (providers.size === 0 && passedOver.length === 0) {
    return 'no provider is configured: set OLLAMA_URL and OLLAMA_MODEL_NAME, or OPENAI_API_KEY and OPENAI_MODEL_NAME';
  }
  const reasons = new Set(passedOver.map(({ step, notes }) => `${step.provider}: ${notes.at(-1)}`));
  return reasons.size > 0
    ? `no step of the plan can be called (${[...reasons].join('; ')})`
    : `${[...providers.keys()].join(', ')}: configured without a model; set its _MODEL_NAME (OPENAI_MODEL_NAME, say), or name a model in the request as provider/model`;
}
