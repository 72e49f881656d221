import { expect, it } from '@jest/globals';
import { figuresTable } from './figures-table.js';
import {
  atLeastPerSecond,
  atLeastTimes,
  atMostMegabytes,
  atMostTimes,
  costsUnder,
  figure,
  takesUnder,
} from './suite.js';

const direct = { name: 'direct', rounds: [[0.25]] };
const figures = [
  figure('direct', [[0.25]]),
  figure('planned', [[12.5]], { against: direct, target: costsUnder(10) }),
  figure('cooled down', [[0.2]], { against: direct, target: atMostTimes(1) }),
  figure('all fail', [[1_100]], { target: takesUnder(1_000) }),
];

it('aligns figures, with their ratios, and whether they meet their targets', () => {
  expect(figuresTable(figures, 'ms')).toBe(
    [
      '                    p50         p95  against       cost    ratio  target',
      'direct          0.25 ms     0.25 ms',
      'planned        12.50 ms    12.50 ms  direct   +12.25 ms  50.00 x  under 10 ms over it  missed',
      'cooled down     0.20 ms     0.20 ms  direct    -0.05 ms   0.80 x  at most 1 times it   ok',
      'all fail     1100.00 ms  1100.00 ms                               under 1000 ms        missed',
    ].join('\n'),
  );
});

it('shows short times in µs', () => {
  expect(figuresTable(figures.slice(0, 1), 'µs')).toContain('250.0 µs');
});

it('shows rates, and the share of another that one has', () => {
  const undici = { name: 'undici', rounds: [[5_000]] };
  const through = figure('through an SDK', [[2_000]], {
    of: 'rate',
    against: undici,
    target: atLeastTimes(0.4),
  });
  expect(figuresTable([through], 'µs')).toBe(
    [
      '                    p50      p95  against      cost   ratio  target',
      'through an SDK  2000 /s  2000 /s  undici   -3000 /s  0.40 x  at least 0.4 of it  ok',
    ].join('\n'),
  );
});

it('shows memory in MB', () => {
  const held = figure('router', [[312.4]], { of: 'memory', target: atMostMegabytes(450) });
  expect(figuresTable([held], 'ms')).toMatch(/router +312 MB +312 MB +at most 450 MB +ok$/);
});

it('shows whether a rate by itself is reached', () => {
  const reached = figure('router', [[1_400]], { of: 'rate', target: atLeastPerSecond(1_200) });
  const missed = figure('router', [[1_100]], { of: 'rate', target: atLeastPerSecond(1_200) });
  expect([reached, missed].map(({ target }) => target?.met)).toEqual([true, false]);
});
