import type { Attempt, AttemptEvent } from './attempt-event.js';
import type { Clock } from '../clock.js';
import type { LimitGate } from './limit-gate.js';
import type { Step } from '../plan.js';
import type { Prices } from '../prices.js';
import type { CallResult } from '../provider-port.js';

/** What a walk needs of the world. */
export interface WalkPorts {
  /** Makes the call of one attempt; must end when the signal aborts or the attempt's time-out is over. */
  readonly call: (attempt: Attempt, signal: AbortSignal) => Promise<CallResult>;
  readonly prices: Prices;
  /** Is the step left alone at the moment, by what is known now? */
  readonly isResting: (of: Step) => boolean;
  /** Where calls wait for limits; shared by all walks. */
  readonly limits: Pick<LimitGate, 'isLimited' | 'admit'>;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Aborts the whole walk; its outcome is then `cancelled`. */
  readonly signal: AbortSignal;
  /** Has the walk begin no call any more: it ends with the calls that are under way, as `cancelled` unless one answers. */
  readonly stopping: AbortSignal;
  readonly onEvent: (event: AttemptEvent) => void;
}
