import type { ErrorClass } from '#contracts';
import type { Step } from '../plan.js';

/** What is known of a step before it is tried. Times are epoch ms. */
export type Availability =
  /** `recoveredAt`: when its last cooldown ended well; 0 if it never had one. */
  | { readonly state: 'usable'; readonly recoveredAt: number }
  /** Its cooldown is over: one request may find out whether it works again. */
  | { readonly state: 'probe'; readonly class: ErrorClass }
  /** It cools down until a time, or others are finding out (then `until` lies in the past), or it is at its limit. */
  | { readonly state: 'resting'; readonly until: number; readonly class: ErrorClass };

/** How a step did lately; `failureRate` in [0, 1]. */
export interface TrackRecord {
  readonly requests: number;
  readonly failureRate: number;
}

/** Names what is called, and with whose key. */
export type Callee = Pick<Step, 'provider' | 'model' | 'baseUrl' | 'credential'>;

/** What the composing of a plan asks about health. */
export interface HealthView {
  availabilityOf(callee: Callee, now: number): Availability;
  trackRecordOf(callee: Callee, now: number): TrackRecord;
}

/** What the composing of a plan asks of memory. */
export interface MemoryView {
  /** The provider that an operator has forced for the whole fleet. */
  forcedProvider(now: number): { readonly provider: string; readonly until: number } | null;
  /** The step (`provider/model`) of this chain that is remembered to work (B2). */
  preferredStep(chain: string, now: number): Preference | null;
}

/** `step` as `provider/model`, `since` epoch ms. */
export interface Preference {
  readonly step: string;
  readonly since: number;
}
