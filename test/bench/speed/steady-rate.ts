/** How many answers there were at a time, in ms. */
export interface Progress {
  readonly at: number;
  readonly answered: number;
}

/** The last answers come when there is no more work for all. */
const tailShare = 0.02;

/**
 * Answers per second of a contestant that has work enough. Where a slow provider and full lanes make answers come in
 * waves of `inFlight`, only a stretch of whole waves has the rate of all: so it is taken over as many as there are,
 * behind a start in which nothing was under way yet.
 */
export function steadyRate(progress: readonly Progress[], inFlight: number): number {
  const all = progress.at(-1)!.answered;
  const last = Math.floor(all * (1 - tailShare));
  const waves = Math.floor((last * 0.9) / inFlight);
  const first = waves > 0 ? last - waves * inFlight : Math.floor(last * 0.1);
  return ((last - first) / (timeOf(progress, last) - timeOf(progress, first))) * 1_000;
}

/** When there were so many answers, in proportion between two looks. */
function timeOf(progress: readonly Progress[], answered: number): number {
  const index = progress.findIndex((look) => look.answered >= answered);
  const [after, before] = [progress[index]!, progress[index - 1]];
  if (before === undefined) return after.at;
  const share = (answered - before.answered) / (after.answered - before.answered);
  return before.at + share * (after.at - before.at);
}
