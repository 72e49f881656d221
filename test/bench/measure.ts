import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { inTurns, type Turns } from './in-turns.js';
import type { Rounds } from './rounds.js';

/** One of several ways to do something. */
export interface Variant {
  /** Comes before each sample and is not timed. */
  readonly prepare?: () => void;
  readonly run: () => unknown;
}

export interface Effort extends Turns {
  /** How often one sample runs its variant, for what is too fast for a clock; its time is then that of one run. */
  readonly repeats?: number;
}

/** Times variants in turn. */
export const measure = <Name extends string>(
  variants: Readonly<Record<Name, Variant>>,
  { repeats = 1, ...turns }: Effort,
): Promise<Readonly<Record<Name, Rounds>>> =>
  inTurns(variants, (variant: Variant) => sample(variant, repeats), turns);

/** How long a run takes, in ms. */
export async function timed(run: () => unknown, repeats = 1): Promise<number> {
  const startedAt = performance.now();
  for (let repeat = 0; repeat < repeats; repeat += 1) await run();
  return (performance.now() - startedAt) / repeats;
}

async function sample({ prepare, run }: Variant, repeats: number): Promise<number> {
  prepare?.();
  // What the sample before has left to the event loop is not billed to this one.
  await turnOfTheLoop();
  return timed(run, repeats);
}
