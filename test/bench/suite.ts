import type { Bench } from './bench.js';
import { compare, typically, type Comparison, type Rounds } from './rounds.js';

/** Figures that are measured in one go and make one table. */
export interface Suite {
  /** How the command line names it. */
  readonly id: string;
  readonly name: string;
  /** What is measured, and how; sentences for whoever reads the table. */
  readonly about: string;
  readonly unit: Unit;
  readonly run: (bench: Bench) => Promise<readonly Figure[]>;
}

/** The unit in which a table shows times. */
export type Unit = 'ms' | 'µs';

/** What a figure is to be, as people read it and as it is found out. */
export interface Target {
  readonly text: string;
  readonly isMet: (figure: Measured) => boolean;
}

/** Times in ms, rates per second, or memory in MB. */
export interface Measured {
  readonly of: 'time' | 'rate' | 'memory';
  readonly p50: number;
  readonly p95: number;
  /** What it is compared with; null where there is nothing. */
  readonly against: (Comparison & { readonly name: string }) | null;
}

/** A row of a table. */
export interface Figure extends Measured {
  readonly name: string;
  readonly target: { readonly text: string; readonly met: boolean } | null;
}

export interface FigureTerms {
  /** Default: a time. */
  readonly of?: Measured['of'];
  /** At the medians, or at the quantile of this share. */
  readonly against?: { readonly name: string; readonly rounds: Rounds; readonly share?: number };
  readonly target?: Target;
}

export function figure(
  name: string,
  rounds: Rounds,
  { of = 'time', against, target }: FigureTerms = {},
): Figure {
  const measured: Measured = {
    of,
    p50: typically(rounds, 0.5),
    p95: typically(rounds, 0.95),
    against:
      against === undefined
        ? null
        : { name: against.name, ...compare(rounds, against.rounds, against.share) },
  };
  return {
    name,
    ...measured,
    target: target === undefined ? null : { text: target.text, met: target.isMet(measured) },
  };
}

/** A target for what something costs over what it is compared with, in ms. */
export const costsUnder = (ms: number): Target => ({
  text: `under ${ms} ms over it`,
  isMet: ({ against }) => against !== null && against.difference < ms,
});

/** A target for a whole, in ms. */
export const takesUnder = (ms: number): Target => ({
  text: `under ${ms} ms`,
  isMet: ({ p50 }) => p50 < ms,
});

/** A target for how many times as long as something else it may take. */
export const atMostTimes = (times: number): Target => ({
  text: `at most ${times} times it`,
  isMet: ({ against }) => against !== null && against.ratio <= times,
});

/** A target for the share of something else's rate that it is to have at least. */
export const atLeastTimes = (times: number): Target => ({
  text: `at least ${times} of it`,
  isMet: ({ against }) => against !== null && against.ratio >= times,
});

/** A target for a rate by itself. */
export const atLeastPerSecond = (rate: number): Target => ({
  text: `at least ${rate} /s`,
  isMet: ({ p50 }) => p50 >= rate,
});

/** A target for memory. */
export const atMostMegabytes = (megabytes: number): Target => ({
  text: `at most ${megabytes} MB`,
  isMet: ({ p50 }) => p50 <= megabytes,
});
