import { z } from 'zod';
import { ErrorClass } from './error-class.js';

/** A provider's failure as others see it. `type` is the SDK's own name of it, `status` the HTTP status if one came. */
export const AttemptError = z.object({
  class: ErrorClass,
  type: z.string(),
  status: z.number().int().nullable(),
  code: z.string().nullable(),
  message: z.string(),
  retry_after_ms: z.number().int().nonnegative().optional(),
});
export type AttemptError = z.infer<typeof AttemptError>;

export const AttemptOutcome = z.enum(['succeeded', 'failed', 'cancelled']);
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

export const RoutingAttempt = z.object({
  step: z.number().int().positive(),
  attempt: z.number().int().positive(),
  provider: z.string(),
  model: z.string(),
  tier: z.string().nullable(),
  outcome: AttemptOutcome,
  error: AttemptError.nullable(),
  duration_ms: z.number().nonnegative(),
  cost_usd: z.number().nonnegative(),
  /** Was it started while another attempt was still under way? */
  hedged: z.boolean().optional(),
});
export type RoutingAttempt = z.infer<typeof RoutingAttempt>;

/** How an answer (or a failure) came to be. `provider` and `model` are null when no step answered. */
export const Routing = z.object({
  provider: z.string().nullable(),
  model: z.string().nullable(),
  tier: z.string().nullable(),
  requested_model: z.string().nullable(),
  fallback_used: z.boolean(),
  fallback_tier: z.string().nullable(),
  fallback_chain_used: z.array(z.string()),
  attempts: z.array(RoutingAttempt),
  cost_usd: z.number().nonnegative(),
  /** Does any part of the cost rest on tokens that no provider counted? */
  cost_estimated: z.boolean().optional(),
  duration_ms: z.number().nonnegative(),
  queued_ms: z.number().nonnegative(),
  /** How often the plan was walked, where the request waited for its providers. */
  rounds: z.number().int().positive().optional(),
  /** What was done otherwise than asked, and why. */
  warnings: z.array(z.string()).optional(),
  /** The plan, step by step, if `routing.explain` asked for it. */
  explain: z.string().optional(),
});
export type Routing = z.infer<typeof Routing>;

export const resultIdPrefix = 'resp_';

const terminalFields = {
  id: z.string().regex(new RegExp(`^${resultIdPrefix}`)),
  custom_id: z.string(),
  org: z.string(),
  routing: Routing,
  metadata: z.record(z.string(), z.string()),
};

/** One record of `llm.responses`: a line of an OpenAI Batch output file, and `routing`. */
export const LlmAnswer = z.object({
  ...terminalFields,
  response: z.object({
    status_code: z.literal(200),
    request_id: z.string(),
    body: z.looseObject({ object: z.string() }),
  }),
  error: z.null(),
});
export type LlmAnswer = z.infer<typeof LlmAnswer>;

export const failureCodes = [
  'all_providers_failed',
  'invalid_request',
  'content_filtered',
  'context_length_exceeded',
  'deadline_exceeded',
  'budget_exceeded',
  'no_provider_available',
  'cancelled',
  'response_too_large',
] as const;
export const FailureCode = z.enum(failureCodes);
export type FailureCode = z.infer<typeof FailureCode>;

export const ProviderError = AttemptError.extend({
  tier: z.string().nullable(),
  step: z.number().int().positive(),
  attempt: z.number().int().positive(),
  provider: z.string(),
  model: z.string(),
});
export type ProviderError = z.infer<typeof ProviderError>;

/** One record of `llm.failures`: as the answer, with `error` in place of `response`. */
export const LlmFailure = z.object({
  ...terminalFields,
  response: z.null(),
  error: z.object({
    code: FailureCode,
    message: z.string(),
    customer_message: z.string(),
    handoff: z.boolean(),
    attempted_providers: z.array(z.string()),
    last_error: ProviderError.nullable(),
    errors: z.array(ProviderError),
  }),
});
export type LlmFailure = z.infer<typeof LlmFailure>;

/** The one record that ends a request. */
export type TerminalRecord = LlmAnswer | LlmFailure;
