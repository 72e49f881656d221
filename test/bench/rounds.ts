/** What was measured of one thing, times in ms or rates per second: the samples of each round. */
export type Rounds = readonly (readonly number[])[];

export interface Comparison {
  /** What it has over the other. */
  readonly difference: number;
  readonly ratio: number;
}

/** The value below which a share of the samples lies, in proportion between the two that are next to it. */
export function quantile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new Error('there is no quantile of no samples: measure at least one');
  const sorted = samples.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** A quantile as the rounds have it in the middle: one round that something else disturbed does not move it. */
export const typically = (rounds: Rounds, share: number): number =>
  median(rounds.map((samples) => quantile(samples, share)));

/**
 * Two things that were measured in the same rounds, round by round, at their medians or at another quantile: what slows
 * a round down slows both.
 */
export function compare(rounds: Rounds, other: Rounds, share = 0.5): Comparison {
  if (rounds.length !== other.length)
    throw new Error('only what was measured in the same rounds is compared');
  const pairs = rounds.map(
    (samples, round) => [quantile(samples, share), quantile(other[round]!, share)] as const,
  );
  return {
    difference: median(pairs.map(([one, another]) => one - another)),
    ratio: median(pairs.map(([one, another]) => one / another)),
  };
}
