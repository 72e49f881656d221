import { figure } from '../suite.js';
import type { Results } from './results.js';

const plain = { name: 'plain loop', rounds: [[6_000]] };

/** The case of an instant provider alone has been measured. */
export const resultsOf = (rate: number): Results => ({
  machine: { cores: 2, node: 'v24.0.0' },
  unit: 'ms',
  suites: [
    {
      id: 'instant',
      name: 'Instant provider',
      figures: [
        figure('plain loop', plain.rounds, { of: 'rate' }),
        figure('router', [[rate]], { of: 'rate', against: plain }),
      ],
    },
  ],
});
