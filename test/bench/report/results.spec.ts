import { expect, it } from '@jest/globals';
import { resultsOf } from './results.fixture.js';
import { figureOf, resultsText, updated, type Results } from './results.js';

const streams = { id: 'streams', name: 'Streams', figures: [] };

it('finds a figure by its suite and its name', () => {
  expect(figureOf(resultsOf(1_800), 'instant', 'router')?.p50).toBe(1_800);
  expect(figureOf(resultsOf(1_800), 'instant', 'another')).toBeUndefined();
  expect(figureOf(resultsOf(1_800), '100ms', 'router')).toBeUndefined();
});

it('puts what is newer in the place of what is older, and leaves the rest', () => {
  const older: Results = { ...resultsOf(1_000), suites: [...resultsOf(1_000).suites, streams] };
  const newer: Results = { ...resultsOf(2_000), machine: { cores: 4, node: 'v24.1.0' } };
  const all = updated(older, newer);
  expect(all.machine).toEqual(newer.machine);
  expect(all.suites.map(({ id }) => id)).toEqual(['instant', 'streams']);
  expect(figureOf(all, 'instant', 'router')?.p50).toBe(2_000);
});

it('writes no more digits than say something', () => {
  expect(
    figureOf(JSON.parse(resultsText(resultsOf(1_234.567_89))) as Results, 'instant', 'router'),
  ).toMatchObject({
    p50: 1_235,
    against: { ratio: 0.2058 },
  });
});
