import type { LlmRequest } from '#contracts';
import { providerOf, type Preset, type RoutingConfig } from '../config/routing-config.js';
import type { Step, StepSettings } from '../plan.js';
import type { Candidate } from './candidate.js';
import { recoverable } from './recoverable.js';

/** Where there is another step to go to, that is faster than to wait; the last one is worth a second and a third try. */
const retriesOfLastStep = 2;

export interface StepTerms {
  readonly request: LlmRequest;
  readonly preset: Preset | null;
  readonly config: RoutingConfig;
  readonly promptTokens: number;
  readonly estimatedUsd: number | null;
  readonly isLast: boolean;
  readonly isForced: boolean;
}

/** What is tried of a candidate, with every setting that it has. */
export function toStep({ step, role, credential }: Candidate, terms: StepTerms): Step {
  const { request, preset, config, promptTokens, estimatedUsd, isLast, isForced } = terms;
  const { timeout_ms: wanted = 0, max_retries: retries } = request.routing;
  const provider = providerOf(step.provider, config)!;
  return {
    provider: step.provider,
    model: step.model,
    tier: step.tier,
    baseUrl: step.baseUrl,
    role,
    credential,
    settings: settingsOf(step.settings, request, preset),
    promptTokens,
    estimatedUsd,
    catches: step.catches ?? recoverable,
    mayWait: !isForced,
    retries: retries ?? step.retries ?? (isLast ? retriesOfLastStep : 0),
    retryDelayMs: step.retryDelayMs,
    timeoutMs: Math.max(provider.timeoutMs, wanted),
  };
}

/** B9, B10, D2: what a step says wins over what the request says, and both over the preset. */
function settingsOf(ofStep: StepSettings, { body }: LlmRequest, preset: Preset | null): StepSettings {
  const says = (...fields: readonly string[]): boolean =>
    fields.some((field) => ((body as Readonly<Record<string, unknown>>)[field] ?? null) !== null);
  const ofPreset = {
    temperature: says('temperature') ? null : (preset?.temperature ?? null),
    maxTokens: says('max_tokens', 'max_completion_tokens') ? null : (preset?.maxTokens ?? null),
  };
  const temperature = ofStep.temperature ?? ofPreset.temperature;
  const maxTokens = ofStep.maxTokens ?? ofPreset.maxTokens;
  return {
    ...(temperature === null ? {} : { temperature }),
    ...(maxTokens === null ? {} : { maxTokens }),
  };
}
