import { expect, it } from '@jest/globals';
import { suites } from '../suites.js';
import { goals } from '../speed/goals.js';
import { goalsTable } from './goals-table.js';
import { resultsOf } from './results.fixture.js';

const rowOf = (rate: number, about: string): string | undefined =>
  goalsTable(resultsOf(rate))
    .split('\n')
    .find((row) => row.includes(about));

it('puts what was measured beside what is to be reached, and says where it is not', () => {
  expect(rowOf(1_800, 'instant provider, 8 partitions')).toBe(
    '| instant provider, 8 partitions | 0.25 of the plain loop | 0.4 | 0.30 |',
  );
  expect(rowOf(1_200, 'instant provider, 8 partitions')).toMatch(/\| 0\.20: missed \|$/);
});

it('does not hide what nobody has measured', () => {
  expect(rowOf(1_800, '2 routers')).toMatch(/\| not yet \|$/);
});

it('has a suite for each goal', () => {
  const ids = suites.map(({ id }) => id);
  for (const { suite } of Object.values(goals)) expect(ids).toContain(suite);
});
