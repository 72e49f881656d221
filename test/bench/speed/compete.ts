import type { Bench } from '../bench.js';
import { contest, type Marks } from './contest.js';
import type { Contestant } from './contestant.js';
import type { Course, Entrant } from './race.js';
import type { Surroundings } from './surroundings.js';
import { Upstream } from './upstream.js';

/** Who is to compete, and in what. */
export interface Entry {
  readonly course: Course;
  readonly start: (surroundings: Surroundings, course: Course) => Promise<Contestant>;
}

/** Starts all who are entered, lets them compete, and takes them down. */
export const compete = <Name extends string>(
  bench: Bench,
  entries: Readonly<Record<Name, Entry>>,
): Promise<Readonly<Record<Name, Marks>>> =>
  withEntrants(bench, entries, (entrants) => contest(entrants, bench.rounds));

export async function withEntrants<Name extends string, T>(
  bench: Bench,
  entries: Readonly<Record<Name, Entry>>,
  use: (entrants: Readonly<Record<Name, Entrant>>) => Promise<T>,
): Promise<T> {
  const surroundings = await bench.surroundings();
  const entrants: Partial<Record<Name, Entrant>> = {};
  const takeDown: (() => Promise<void>)[] = [];
  try {
    for (const name of Object.keys(entries) as Name[]) {
      const { course, start } = entries[name];
      const contestant = await start(surroundings, course);
      takeDown.push(bench.stopping(contestant.stop));
      const upstream = await Upstream.of(surroundings, contestant.route);
      takeDown.push(bench.stopping(() => upstream.close()));
      entrants[name] = { course, contestant, upstream };
    }
    return await use(entrants as Record<Name, Entrant>);
  } finally {
    await Promise.all(takeDown.map((end) => end()));
  }
}
