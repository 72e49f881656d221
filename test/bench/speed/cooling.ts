import type { Suite } from '../suite.js';
import { compete } from './compete.js';
import { goals } from './goals.js';
import { figuresOf } from './marks-figures.js';
import type { Course } from './race.js';
import { startCoolingRouter, startRouter } from './router.js';

const course: Course = { partitions: 8, inFlight: 1_024, providerMs: 0, bytes: 1_000, pace: null };

/** B3: what a provider that is left alone costs. */
export const cooling: Suite = {
  id: 'cooling',
  name: 'Primary down and cooling',
  about:
    'Two instant providers: a router whose primary one answers, and one whose primary one has refused and is left alone.',
  unit: 'ms',
  run: async (bench) => {
    const marks = await compete(bench, {
      healthy: { course, start: startRouter },
      cooling: { course, start: startCoolingRouter },
    });
    const against = { name: 'healthy', marks: marks.healthy };
    return [
      ...figuresOf('healthy', marks.healthy),
      ...figuresOf('cooling', marks.cooling, { against, rate: goals.cooling.target }),
    ];
  },
};
