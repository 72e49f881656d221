import type { Availability } from './availability.js';

export const usable: Availability = { state: 'usable', recoveredAt: 0 };

const badness: Record<Availability['state'], number> = { usable: 0, probe: 1, resting: 2 };

/** The worse of two: a step is no better than what it depends on. Of two rests the longer, of two recoveries the later. */
export function worseOf(a: Availability, b: Availability): Availability {
  if (a.state === 'resting' && b.state === 'resting') return b.until > a.until ? b : a;
  if (a.state === 'usable' && b.state === 'usable') return b.recoveredAt > a.recoveredAt ? b : a;
  return badness[b.state] > badness[a.state] ? b : a;
}
