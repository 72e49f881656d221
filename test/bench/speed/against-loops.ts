import { figure, type Suite } from '../suite.js';
import { compete } from './compete.js';
import { goals, type Goal } from './goals.js';
import { figuresOf } from './marks-figures.js';
import { startPlainLoop } from './plain-loop.js';
import type { Course } from './race.js';
import { startRouter } from './router.js';
import { startServerKafka } from './server-kafka.js';

interface Terms extends Pick<Suite, 'id' | 'name'> {
  readonly providerMs: number;
  readonly goal: Goal;
  readonly goalOverServerKafka?: Goal;
}

const againstLoops = ({ id, name, providerMs, goal, goalOverServerKafka }: Terms): Suite => ({
  id,
  name,
  about:
    'Requests of 1 kB on 8 partitions, 512 in flight: through the router with everything on, through a loop of kafkajs\n' +
    "and undici alone, and through NestJS's own ServerKafka with the openai SDK. Added is what an answer took beyond the\n" +
    "provider's own time, at 200 requests a second; CPU is that of the process for one request.",
  unit: 'ms',
  run: async (bench) => {
    const course: Course = { partitions: 8, inFlight: 512, providerMs, bytes: 1_000, pace: 200 };
    const marks = await compete(bench, {
      plain: { course, start: startPlainLoop },
      // It would not keep up with the pace.
      nest: { course: { ...course, pace: null }, start: startServerKafka },
      router: { course, start: startRouter },
    });
    const against = { name: 'plain loop', marks: marks.plain };
    return [
      ...figuresOf('plain loop', marks.plain),
      ...figuresOf('ServerKafka', marks.nest, { against }),
      ...figuresOf('router', marks.router, { against, rate: goal.target }),
      figure('router, over ServerKafka', marks.router.rates, {
        of: 'rate',
        against: { name: 'ServerKafka', rounds: marks.nest.rates },
        ...(goalOverServerKafka && { target: goalOverServerKafka.target }),
      }),
    ];
  },
});

export const instant = againstLoops({
  id: 'instant',
  name: 'Instant provider',
  providerMs: 0,
  goal: goals.instant,
});

export const slow = againstLoops({
  id: '100ms',
  name: '100 ms provider',
  providerMs: 100,
  goal: goals.slow,
  goalOverServerKafka: goals.overServerKafka,
});
