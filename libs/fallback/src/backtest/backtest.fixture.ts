import { requestKey, type ErrorClass, type Usage } from '#contracts';
import type { RoutingConfig } from '../config/routing-config.js';
import { loadRoutingConfig } from '../config/load-routing-config.js';
import { chatRequest, environment, pricesOf } from '../planning/planning.fixture.js';
import { failure } from '../walking/walk.fixture.js';
import type { PastRequest } from './journey.js';
import type { ObservedAttempt } from './observed-attempt.js';
import { ObservedWorld } from './observed-world.js';
import type { RequestEnd } from './request-end.js';
import { simulate, type SimulationTerms } from './simulate.js';

/** When the time of a test begins: where the buckets of a window of failures do. */
export const epoch = 1_700_000_000_000;

export const keyOf = (customId: string): string => requestKey({ org: 'default', custom_id: customId });

/** @param at in seconds from the beginning */
export const past = (customId: string, at: number, fields: object = {}, body: object = {}): PastRequest => ({
  key: keyOf(customId),
  request: chatRequest({ custom_id: customId, ...fields }, body),
  beganAt: epoch + at * 1000,
});

const usage: Usage = { input_tokens: 100, output_tokens: 50, cached_input_tokens: 0 };

/** @param of `provider/model`; `at` is in seconds from the beginning, `takes` in ms */
export function seen(
  of: string,
  at: number,
  { by = 'another', takes = 1_000, fails = null, ...rest }: Seen = {},
): ObservedAttempt {
  const [provider = '', model = ''] = of.split('/');
  return {
    request: keyOf(by),
    provider,
    model,
    credential: null,
    startedAt: epoch + at * 1000,
    durationMs: takes,
    firstTokenMs: null,
    failure: fails === null ? null : failure(fails),
    usage: fails === null ? usage : null,
    ...rest,
  };
}

export interface Seen extends Partial<ObservedAttempt> {
  /** Whose call it was. */
  readonly by?: string;
  readonly takes?: number;
  readonly fails?: ErrorClass | null;
}

export const configOf = (
  file: object = {},
  env: Readonly<Record<string, string>> = environment,
): RoutingConfig => loadRoutingConfig(env, JSON.stringify(file));

/** A config with these steps for all requests, each tried once. */
export const chainOf = (...steps: readonly string[]): object => ({
  chains: {
    tried: {
      single_endpoint: true,
      steps: steps.map((step) => {
        const [provider, model] = step.split('/');
        return { provider, model, retries: 0 };
      }),
    },
  },
  default_chain: 'tried',
});

/** @param file a config file */
export const run = (
  requests: readonly PastRequest[],
  attempts: readonly ObservedAttempt[],
  file: object = {},
  terms: Partial<SimulationTerms> = {},
): Promise<readonly RequestEnd[]> =>
  simulate(requests, {
    config: configOf(file),
    world: new ObservedWorld(attempts),
    assumed: new Map(),
    pricesBy: () => pricesOf({ 'openai/gpt-4o-mini': 10 }),
    organizationOf: () => null,
    hasKey: () => true,
    seed: 1,
    ...terms,
  });
