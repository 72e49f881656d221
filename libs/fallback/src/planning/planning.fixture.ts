import { LlmRequest, type ErrorClass } from '#contracts';
import type { Availability, HealthView, TrackRecord } from '../health/availability.js';
import { loadRoutingConfig } from '../config/load-routing-config.js';
import type { RoutingConfig } from '../config/routing-config.js';
import { stepName, type Plan } from '../plan.js';
import type { Prices } from '../prices.js';
import { composePlan, type Composition } from './compose-plan.js';
import type { PlanningContext } from './planning-context.js';

/** OpenAI and Ollama, each with a model. */
export const environment = {
  OPENAI_API_KEY: 'k',
  OPENAI_MODEL_NAME: 'gpt-4o-mini',
  OLLAMA_URL: 'http://127.0.0.1:11434',
  OLLAMA_MODEL_NAME: 'llama3.2',
};

export const chatRequest = (fields: object = {}, body: object = {}): LlmRequest =>
  LlmRequest.parse({
    custom_id: 'r1',
    url: '/v1/chat/completions',
    body: { messages: [{ role: 'user', content: 'hi' }], ...body },
    ...fields,
  });

/** Health by `provider/model`: resting until a time, due for a probe, recovered at a time, or with a record. */
export interface KnownHealth {
  readonly resting?: Readonly<Record<string, readonly [until: number, why?: ErrorClass]>>;
  readonly probe?: readonly string[];
  readonly recovered?: Readonly<Record<string, number>>;
  readonly records?: Readonly<Record<string, TrackRecord>>;
}

export const healthView = (known: KnownHealth): HealthView => ({
  availabilityOf: (callee): Availability => {
    const name = stepName(callee);
    const resting = known.resting?.[name];
    if (resting !== undefined)
      return { state: 'resting', until: resting[0], class: resting[1] ?? 'unavailable' };
    if (known.probe?.includes(name)) return { state: 'probe', class: 'unavailable' };
    return { state: 'usable', recoveredAt: known.recovered?.[name] ?? 0 };
  },
  trackRecordOf: (callee) => known.records?.[stepName(callee)] ?? { requests: 0, failureRate: 0 },
});

/** A million input tokens cost this many US dollars, output the double; of what is not listed nothing is known. */
export const pricesOf = (
  perMillion: Readonly<Record<string, number>>,
  windows: Readonly<Record<string, number>> = {},
): Prices => ({
  costUsd: (of, usage) => {
    const price = perMillion[stepName(of)];
    if (price === undefined) return null;
    return (price * (usage.input_tokens + 2 * usage.output_tokens)) / 1_000_000;
  },
  versionOf: () => 'prices of a test',
  contextWindow: (of) => windows[stepName(of)] ?? null,
});

export interface Circumstances extends Partial<Omit<PlanningContext, 'config' | 'health'>> {
  readonly env?: Readonly<Record<string, string>>;
  readonly file?: string;
  readonly health?: KnownHealth;
}

/** Read once: properties compose thousands of plans. */
const configs = new Map<string, RoutingConfig>();

function configOf(env: Readonly<Record<string, string>>, file: string): RoutingConfig {
  const key = JSON.stringify([env, file]);
  const config = configs.get(key) ?? loadRoutingConfig(env, file);
  configs.set(key, config);
  return config;
}

export function compose(request: LlmRequest, circumstances: Circumstances = {}): Composition {
  const { env = environment, file = '', health = {}, ...rest } = circumstances;
  return composePlan(request, {
    config: configOf(env, file),
    organization: null,
    health: healthView(health),
    memory: { forcedProvider: () => null, preferredStep: () => null },
    prices: pricesOf({}),
    spent: { sessionUsd: 0, dayUsd: 0, monthUsd: 0 },
    hasKey: () => true,
    now: 0,
    ...rest,
  });
}

/** The plan; a request that gets none fails the test. */
export function planOf(request: LlmRequest, circumstances: Circumstances = {}): Plan {
  const composition = compose(request, circumstances);
  if (!composition.ok) throw new Error(composition.problem);
  return composition.plan;
}

/** The names of the plan's steps, in order. */
export const stepsOf = (request: LlmRequest, circumstances: Circumstances = {}): string[] =>
  planOf(request, circumstances).steps.map(stepName);
