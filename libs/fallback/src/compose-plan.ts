import { classesCaughtBy, type ErrorClass, type FailureCode, type LlmRequest } from '#contracts';
import { chainStep, type ChainStep, type RoutingConfig } from './config/routing-config.js';
import type { HealthView } from './health-book.js';
import { orderByHealth } from './order-by-health.js';
import { stepName, type Plan, type Step } from './plan.js';
import { selectSteps } from './select-steps.js';

/** A refusal, or a request that no provider would take, is not worked around unless the config says so. */
const recoverable: ReadonlySet<ErrorClass> = new Set(
  [...classesCaughtBy(['All'])].filter((name) => name !== 'bad_request' && name !== 'content_filter'),
);

/** Where there is another step to go to, that is faster than to wait; the last one is worth a second and a third try. */
const retriesOfLastStep = 2;
const mostAttempts = 64;

export type Composition =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly code: FailureCode; readonly problem: string };

/** Decides, before any call, which models a request is tried on, in which order and for how long. */
export function composePlan(
  request: LlmRequest,
  config: RoutingConfig,
  health: HealthView,
  now: number,
): Composition {
  const selection = selectSteps(request, config);
  if (!selection.ok) return { ok: false, code: 'invalid_request', problem: selection.problem };

  const preferred = forced(selection.steps, request.routing.force_provider, config);
  if (typeof preferred === 'string') return { ok: false, code: 'invalid_request', problem: preferred };

  const callable = distinct(preferred).filter((step) => config.providers.has(step.provider));
  if (callable.length === 0) {
    return { ok: false, code: 'no_provider_available', problem: whyNone(preferred, config) };
  }
  const steps = callable.map((step, index) =>
    toStep(step, index === callable.length - 1, request, config.providers.get(step.provider)!.timeoutMs),
  );
  const { deadline, force_provider: insisted } = request.routing;
  // Whoever forces a provider knows better than its health.
  const first = steps.filter(({ provider }) => provider === insisted);
  const rest = steps.filter(({ provider }) => provider !== insisted);
  return {
    ok: true,
    plan: {
      chain: selection.chain,
      steps: [...first, ...orderByHealth(rest, health, now)],
      primary: steps[0]!,
      patienceMs: request.routing.timeout_ms ?? null,
      deadline: deadline === undefined ? null : Date.parse(deadline),
      maxAttempts: mostAttempts,
    },
  };
}

/** A forced provider's steps come first; one that the chain does not name is tried with its own model. */
function forced(
  steps: readonly ChainStep[],
  name: string | undefined,
  config: RoutingConfig,
): readonly ChainStep[] | string {
  if (name === undefined) return steps;
  const provider = config.providers.get(name);
  if (provider === undefined) {
    return `force_provider: '${name}' cannot be called; usable are ${[...config.providers.keys()].join(', ') || 'none'}`;
  }
  const own = steps.filter((step) => step.provider === name);
  const first = own.length > 0 || provider.model === null ? own : [chainStep(name, provider.model)];
  return [...first, ...steps.filter((step) => step.provider !== name)];
}

function distinct(steps: readonly ChainStep[]): ChainStep[] {
  const byIdentity = new Map<string, ChainStep>();
  for (const step of steps) {
    const identity = `${stepName(step)} ${step.baseUrl ?? ''}`;
    if (!byIdentity.has(identity)) byIdentity.set(identity, step);
  }
  return [...byIdentity.values()];
}

function toStep(step: ChainStep, isLast: boolean, request: LlmRequest, timeoutMs: number): Step {
  return {
    provider: step.provider,
    model: step.model,
    tier: step.tier,
    baseUrl: step.baseUrl,
    settings: step.settings,
    catches: step.catches ?? recoverable,
    retries: step.retries ?? (isLast ? retriesOfLastStep : 0),
    retryDelayMs: step.retryDelayMs,
    timeoutMs: Math.max(timeoutMs, request.routing.timeout_ms ?? 0),
  };
}

function whyNone(steps: readonly ChainStep[], config: RoutingConfig): string {
  if (steps.length === 0 && config.providers.size === 0) {
    return 'no provider is configured: set OLLAMA_URL and OLLAMA_MODEL_NAME, or OPENAI_API_KEY and OPENAI_MODEL_NAME';
  }
  const reasons = steps.map((step) => `${step.provider}: ${config.unusable.get(step.provider) ?? 'unknown'}`);
  return reasons.length > 0
    ? `no step of the plan can be called (${[...new Set(reasons)].join('; ')})`
    : `${[...config.providers.keys()].join(', ')}: configured without a model; set its _MODEL_NAME (OPENAI_MODEL_NAME, say), or name a model in the request as provider/model`;
}
