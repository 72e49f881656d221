import type { ErrorClass } from '#contracts';
import type { ModelHealth } from './model-health.js';
import type { ModelState } from './model-state.js';

/** The health of one model in the table, beside what was last saved of it. */
export interface HealthEntry {
  health: ModelHealth;
  /** Rises whenever the counts change. */
  version: number;
  foldedAt: number;
  /** Has somebody been told that it is changed, who will see to it that it is saved? */
  announced: boolean;
  saved: Saved | null;
}

interface Saved {
  readonly seq: number;
  readonly state: ModelState;
  readonly version: number;
  readonly at: number;
  readonly requests: number;
  readonly provenAt: number;
}

const countsAreSavedEveryMs = 10_000;
const untilMayDifferByMs = 1_000;

export function isChanged({ health, saved }: HealthEntry): boolean {
  if (saved === null) return true;
  const [a, b] = [health.state, saved.state];
  if (a.state !== b.state || causeIn(a) !== causeIn(b)) return true;
  return Math.abs(untilIn(a) - untilIn(b)) > untilMayDifferByMs;
}

export const isCounted = ({ version, saved }: HealthEntry, now: number): boolean =>
  saved !== null && version > saved.version && now - saved.at >= countsAreSavedEveryMs;

/** Would it be another if a window passed without attempts? */
export const isRestless = ({ health, saved }: HealthEntry): boolean =>
  health.state.state === 'degraded' ||
  health.state.state === 'recovering' ||
  (health.state.state === 'healthy' && (saved?.requests ?? 0) > 0);

export const causeIn = (state: ModelState): ErrorClass | null => ('cause' in state ? state.cause : null);
const untilIn = (state: ModelState): number => ('until' in state ? state.until : 0);
