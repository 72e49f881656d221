import { expect, it } from '@jest/globals';
import { measure } from './measure.js';

it('takes as many samples of each variant in each round as asked for, and keeps none of the warm-up', async () => {
  const runs: string[] = [];
  const measured = await measure(
    { one: { run: () => runs.push('one') }, other: { run: () => Promise.resolve(runs.push('other')) } },
    { rounds: 3, turns: 4, warmUp: 5, repeats: 2 },
  );
  for (const rounds of [measured.one, measured.other]) {
    expect(rounds.map((samples) => samples.length)).toEqual([4, 4, 4]);
  }
  const everyTurn = 2 * (5 + 3 * 4);
  expect(runs.filter((name) => name === 'one')).toHaveLength(everyTurn);
  expect(runs.filter((name) => name === 'other')).toHaveLength(everyTurn);
});

it('prepares each sample before it runs', async () => {
  const steps: string[] = [];
  await measure(
    { one: { prepare: () => void steps.push('prepare'), run: () => steps.push('run') } },
    { rounds: 1, turns: 2, warmUp: 0, repeats: 2 },
  );
  expect(steps).toEqual(['prepare', 'run', 'run', 'prepare', 'run', 'run']);
});

it('times variants in turn, not one after all of another', async () => {
  const runs: string[] = [];
  await measure(
    { one: { run: () => runs.push('one') }, other: { run: () => runs.push('other') } },
    { rounds: 2, turns: 20, warmUp: 0 },
  );
  for (let turn = 0; turn < runs.length; turn += 2) {
    expect(runs.slice(turn, turn + 2).sort()).toEqual(['one', 'other']);
  }
});
