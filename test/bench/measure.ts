import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Rounds } from './rounds.js';

/** One of several ways to do something. */
export interface Variant {
  /** Comes before each sample and is not timed. */
  readonly prepare?: () => void;
  readonly run: () => unknown;
}

export interface Effort {
  readonly rounds: number;
  /** How many samples a round takes of each variant. */
  readonly turns: number;
  /** How many samples of each variant come before those that count. */
  readonly warmUp: number;
  /** How often one sample runs its variant, for what is too fast for a clock; its time is then that of one run. */
  readonly repeats?: number;
}

/** Times variants in turn, each turn in an order of its own: what disturbs the machine disturbs all of them alike. */
export async function measure<Name extends string>(
  variants: Readonly<Record<Name, Variant>>,
  { rounds, turns, warmUp, repeats = 1 }: Effort,
): Promise<Readonly<Record<Name, Rounds>>> {
  const names = Object.keys(variants) as Name[];
  const takeTurns = async (count: number): Promise<Record<Name, number[]>> => {
    const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
    for (let turn = 0; turn < count; turn += 1) {
      for (const name of shuffled(names)) samples[name].push(await sample(variants[name], repeats));
    }
    return samples;
  };

  await takeTurns(warmUp);
  const measured: Record<Name, number[]>[] = [];
  for (let round = 0; round < rounds; round += 1) measured.push(await takeTurns(turns));
  return Object.fromEntries(
    names.map((name) => [name, measured.map((samples) => samples[name])]),
  ) as unknown as Record<Name, Rounds>;
}

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

const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
