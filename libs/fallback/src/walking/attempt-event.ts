import type { AttemptOutcome, RateLimits } from '#contracts';
import type { Failure } from '../failure.js';
import type { Step } from '../plan.js';
import type { AttemptCost } from './attempt-cost.js';
import type { Completion } from '../provider-port.js';

/** One try of one step: `step` and `attempt` count from 1, `attempt` anew on each step. Times are epoch ms. */
export interface Attempt {
  readonly step: number;
  readonly steps: number;
  readonly attempt: number;
  readonly of: Step;
  readonly startedAt: number;
  /** How long this try may take, in ms: the step's time-out, or less if the request or its deadline leaves less. */
  readonly timeoutMs: number;
  /** Was another attempt still under way when this one started? */
  readonly hedged: boolean;
}

interface Ended extends Attempt, AttemptCost {
  readonly durationMs: number;
  /** What the provider said is left of its limits, if it said so. */
  readonly rateLimits?: RateLimits | undefined;
}
export interface SucceededAttempt extends Ended {
  readonly outcome: 'succeeded';
  readonly completion: Completion;
}
export interface FailedAttempt extends Ended {
  readonly outcome: Exclude<AttemptOutcome, 'succeeded'>;
  readonly failure: Failure;
}
export type EndedAttempt = SucceededAttempt | FailedAttempt;

/** The law: each `attempt-started` has exactly one `attempt-ended`, before the walk returns. */
export type AttemptEvent =
  | { readonly type: 'attempt-started'; readonly attempt: Attempt }
  | { readonly type: 'attempt-ended'; readonly attempt: EndedAttempt };
