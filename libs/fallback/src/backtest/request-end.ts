import { requestKey, type ErrorClass, type FailureCode, type LlmAnswer, type LlmFailure } from '#contracts';
import { stepName } from '../plan.js';
import type { SeenKind } from './observed-world.js';

/** Where the word on a simulated call is from; of what is `unseen` there is none. */
export type EvidenceKind = SeenKind | 'assumed' | 'unseen';

export interface CallEnd {
  /** `provider/model` */
  readonly to: string;
  /** Null: it was answered. */
  readonly failed: ErrorClass | null;
  readonly costUsd: number;
}

/** What became of a request, or would have become of it. */
export interface RequestEnd {
  readonly key: string;
  /**
   * `unknown`: it called what was never called in that time, and nobody said what to assume of it; or it has no end on
   * the log yet. That is neither an answer nor a failure: what is not known must not make a config look better, or worse.
   */
  readonly end: 'answered' | 'unknown' | FailureCode;
  /** `provider/model` of the answer. */
  readonly by: string | null;
  /** Was it answered by another step than the one that it would get if all were well? */
  readonly isFallback: boolean;
  readonly calls: readonly CallEnd[];
  /** From when a router began with it. */
  readonly durationMs: number;
  /** One for each simulated call. */
  readonly evidence: readonly EvidenceKind[];
  /** Of what nothing is known, where that ended it. */
  readonly unseen: string | null;
}

/** What of a terminal record tells its end. */
export type EndRecord = Pick<LlmAnswer, 'org' | 'custom_id'> & {
  readonly error: Pick<NonNullable<LlmFailure['error']>, 'code'> | null;
  readonly routing: Pick<
    LlmAnswer['routing'],
    'provider' | 'model' | 'fallback_used' | 'attempts' | 'duration_ms' | 'queued_ms' | 'rounds'
  >;
};

/** The end that a request has on the log. */
export function endOnRecord(record: EndRecord): RequestEnd {
  const { error, routing } = record;
  const { provider, model, fallback_used, attempts } = routing;
  const isAnswered = error === null;
  return {
    key: requestKey(record),
    end: error?.code ?? 'answered',
    by: provider === null || model === null ? null : stepName({ provider, model }),
    isFallback: isAnswered && fallback_used,
    calls: attempts.map((attempt) => ({
      to: stepName(attempt),
      failed: attempt.outcome === 'succeeded' ? null : (attempt.error?.class ?? 'unknown'),
      costUsd: attempt.cost_usd,
    })),
    durationMs: routing.duration_ms + (hasWaited(routing) ? routing.queued_ms : 0),
    evidence: [],
    unseen: null,
  };
}

/** When a router began with a request that was written at `writtenAt`: its time in the queue is not for the config to say. */
export const beganAt = (writtenAt: number, { routing }: EndRecord): number =>
  hasWaited(routing) ? writtenAt : writtenAt + routing.queued_ms;

/** Its record tells of its last round alone: what came before that counts as time in the queue there. */
const hasWaited = ({ rounds }: EndRecord['routing']): boolean => rounds !== undefined && rounds > 1;

/** Of a request that has no end on the log. */
export const noEnd = (key: string): RequestEnd => ({
  key,
  end: 'unknown',
  by: null,
  isFallback: false,
  calls: [],
  durationMs: 0,
  evidence: [],
  unseen: null,
});
