import { z } from 'zod';
import { AttemptError, AttemptOutcome } from './terminal-record.js';

/** Tokens as the provider counted them; with `estimated`, some of them by us, from the length of prompt and answer. */
export const Usage = z.object({
  input_tokens: z.number().int().nonnegative(),
  output_tokens: z.number().int().nonnegative(),
  cached_input_tokens: z.number().int().nonnegative(),
  estimated: z.boolean().optional(),
});
export type Usage = z.infer<typeof Usage>;

const Allowance = z.object({ remaining: z.number().int().nonnegative(), resets_at: z.iso.datetime() });

/**
 * What a provider said, with its answer, is left of its limits for this key and model, and when each is whole again. A
 * kind of which it did not say both is absent.
 */
export const RateLimits = z.object({
  requests: Allowance.optional(),
  tokens: Allowance.optional(),
  input_tokens: Allowance.optional(),
  output_tokens: Allowance.optional(),
});
export type RateLimits = z.infer<typeof RateLimits>;

/** One record of `llm.attempts`, written at each attempt's end. `steps` is the length of the plan, `router` the process. */
export const LlmAttempt = z.object({
  id: z.string(),
  custom_id: z.string(),
  org: z.string(),
  user: z.string().nullable(),
  context: z.string().nullable(),
  provider: z.string(),
  model: z.string(),
  tier: z.string().nullable(),
  step: z.number().int().positive(),
  steps: z.number().int().positive(),
  attempt: z.number().int().positive(),
  outcome: AttemptOutcome,
  error: AttemptError.nullable(),
  started_at: z.iso.datetime(),
  duration_ms: z.number().nonnegative(),
  time_to_first_token_ms: z.number().nonnegative().nullable(),
  usage: Usage,
  cost_usd: z.number().nonnegative(),
  /** The price list that `cost_usd` is by: its package and version, or `config`. Absent where nothing is to be paid. */
  price_version: z.string().optional(),
  hedged: z.boolean(),
  streamed: z.boolean(),
  router: z.string(),
  session: z.string().nullable().optional(),
  /** The variable that holds the organization's own key, where its key was used; null for the provider's. */
  credential: z.string().nullable().optional(),
  rate_limit: RateLimits.optional(),
});
export type LlmAttempt = z.infer<typeof LlmAttempt>;
