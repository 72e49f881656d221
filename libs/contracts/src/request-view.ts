import { z } from 'zod';
import { ErrorClass } from './error-class.js';
import { AttemptOutcome } from './terminal-record.js';

const time = z.iso.datetime();
const usd = z.number().nonnegative();

/**
 * One request that has ended, as `GET /v1/requests` lists it. `provider` and `model` answered it; where nobody did, they
 * were tried last. `error_class` is of its last attempt that failed, also where another one answered.
 */
export const RequestSummary = z.object({
  org: z.string(),
  custom_id: z.string(),
  state: z.literal('done'),
  outcome: z.enum(['answered', 'failed']),
  started_at: time,
  finished_at: time,
  duration_ms: z.number().nonnegative(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  /** The steps that were walked, as `provider/model`. */
  chain: z.array(z.string()),
  attempts: z.number().int().nonnegative(),
  cost_usd: usd,
  error_class: ErrorClass.nullable(),
  trace_id: z.string().nullable(),
});
export type RequestSummary = z.infer<typeof RequestSummary>;

/** One attempt of a request. */
export const AttemptView = z.object({
  provider: z.string(),
  model: z.string(),
  step: z.number().int().positive(),
  attempt: z.number().int().positive(),
  outcome: AttemptOutcome,
  error_class: ErrorClass.nullable(),
  started_at: time,
  duration_ms: z.number().nonnegative(),
  time_to_first_token_ms: z.number().nonnegative().nullable(),
  cost_usd: usd,
  hedged: z.boolean(),
});
export type AttemptView = z.infer<typeof AttemptView>;

/** A request that is another one's replay. */
export const ReplayView = z.object({
  custom_id: z.string(),
  state: z.enum(['running', 'waiting', 'answered', 'failed']),
});
export type ReplayView = z.infer<typeof ReplayView>;

/** One request, as `GET /v1/requests/:org/:custom_id` shows it. Neither what it asked nor what it was answered is in it. */
export const RequestView = z.object({
  org: z.string(),
  custom_id: z.string(),
  state: z.enum(['running', 'waiting', 'done']),
  outcome: z.enum(['answered', 'failed']).nullable(),
  result_id: z.string().nullable(),
  router: z.string(),
  claimed_at: time,
  finished_at: time.nullable(),
  published_at: time.nullable(),
  /** In the order in which they began. */
  attempts: z.array(AttemptView),
  cost_usd: usd,
  trace_id: z.string().nullable(),
  /** The request that it replays, where the ledger knows that one. */
  replay_of: z.string().nullable().default(null),
  /** Those that replay it, in their order. */
  replays: z.array(ReplayView).default([]),
});
export type RequestView = z.infer<typeof RequestView>;
