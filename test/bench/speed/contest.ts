import { inTurns } from '../in-turns.js';
import type { Rounds } from '../rounds.js';
import { Race, type Entrant, type RaceMarks } from './race.js';

/** What each had in each round. */
export interface Marks {
  readonly rates: Rounds;
  readonly cpu: Rounds;
  readonly added: Rounds;
  readonly memory: Rounds;
}

/** Until the code that runs is compiled, here and in the broker. */
const warmUp = 2;

/** Lets all of them race in turn. */
export async function contest<Name extends string>(
  entrants: Readonly<Record<Name, Entrant>>,
  rounds: number,
): Promise<Readonly<Record<Name, Marks>>> {
  const names = Object.keys(entrants) as Name[];
  const races = Object.fromEntries(names.map((name) => [name, new Race(entrants[name])])) as Record<
    Name,
    Race
  >;
  const run = await inTurns(races, (race: Race) => race.run(), { rounds, turns: 1, warmUp });
  return Object.fromEntries(names.map((name) => [name, marksOf(run[name])])) as Record<Name, Marks>;
}

const marksOf = (run: readonly (readonly RaceMarks[])[]): Marks => ({
  rates: run.map((round) => round.map(({ rate }) => rate)),
  cpu: run.map((round) => round.map(({ cpu }) => cpu)),
  added: run.map((round) => round.flatMap(({ added }) => added)),
  memory: run.map((round) => round.map(({ memory }) => memory)),
});
