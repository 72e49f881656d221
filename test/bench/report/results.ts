import type { Figure, Suite } from '../suite.js';

export type SuiteResults = Pick<Suite, 'id' | 'name'> & { readonly figures: readonly Figure[] };

/** What a run of the bench has measured: times in ms, rates per second, memory in MB. */
export interface Results {
  readonly machine: { readonly cores: number; readonly node: string };
  readonly unit: 'ms';
  readonly suites: readonly SuiteResults[];
}

export const figureOf = ({ suites }: Results, suite: string, figure: string): Figure | undefined =>
  suites.find(({ id }) => id === suite)?.figures.find(({ name }) => name === figure);

/** Older results with what is newer in their place. */
export function updated(older: Results, newer: Results): Results {
  const ofId = new Map([...older.suites, ...newer.suites].map((suite) => [suite.id, suite]));
  return { ...newer, suites: [...ofId.values()] };
}

const digits = 4;

/** As a file holds them: more digits would only be noise that changes from run to run. */
export const resultsText = (results: Results): string =>
  JSON.stringify(
    results,
    (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(digits)) : value),
    2,
  );
