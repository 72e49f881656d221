import type { LlmRequest, LogRecord } from '#contracts';
import type { EarlierRounds } from '../records/earlier-rounds.js';

/** A request that is to be seen through to its end. */
export interface Errand {
  /** The one that asked for it. */
  readonly record: LogRecord;
  readonly request: LlmRequest;
  /** What became of it before it waited; null for one that comes from the log. */
  readonly earlier: EarlierRounds | null;
  /** Is it wanted no more? */
  readonly cancelled: AbortSignal;
  /** Does the router stop? Then what has not been answered is for another one. */
  readonly leaving: AbortSignal;
}
