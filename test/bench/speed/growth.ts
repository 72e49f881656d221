import type { Suite } from '../suite.js';
import { compete } from './compete.js';
import { goals } from './goals.js';
import { figuresOf } from './marks-figures.js';
import { startPlainLoop } from './plain-loop.js';
import type { Course } from './race.js';
import { startRouter, startTwoRouters } from './router.js';

const slowly: Course = { partitions: 8, inFlight: 1_024, providerMs: 100, bytes: 1_000, pace: 200 };
const verySlowly: Course = { ...slowly, inFlight: 4_096, providerMs: 1_000, pace: 40 };

export const partitions: Suite = {
  id: 'partitions',
  name: 'Partitions',
  about: 'A provider of 100 ms, 1,024 requests in flight: a router that reads from 1, 8 and 32 partitions.',
  unit: 'ms',
  run: async (bench) => {
    const on = (count: number) => ({ course: { ...slowly, partitions: count }, start: startRouter });
    const { one, eight, many } = await compete(bench, { one: on(1), eight: on(8), many: on(32) });
    const against = { name: '8 partitions', marks: eight };
    return [
      ...figuresOf('1 partition', one, { against, rate: goals.onePartition.target }),
      ...figuresOf('8 partitions', eight),
      ...figuresOf('32 partitions', many, { against }),
    ];
  },
};

export const inFlight: Suite = {
  id: 'in-flight',
  name: 'In flight',
  about:
    'A provider of 1 s: a router with 64, 512 and 4,096 requests under way, and a plain loop with 4,096.',
  unit: 'ms',
  run: async (bench) => {
    const having = (count: number) => ({ course: { ...verySlowly, inFlight: count }, start: startRouter });
    const marks = await compete(bench, {
      few: having(64),
      some: having(512),
      many: having(4_096),
      plain: { course: verySlowly, start: startPlainLoop },
    });
    const against = { name: 'plain loop', marks: marks.plain };
    const { inFlight: rate, memory } = goals;
    return [
      ...figuresOf('64 in flight', marks.few),
      ...figuresOf('512 in flight', marks.some),
      ...figuresOf('4096 in flight', marks.many, { against, rate: rate.target, memory: memory.target }),
      ...figuresOf('plain loop', marks.plain),
    ];
  },
};

export const routers: Suite = {
  id: 'routers',
  name: 'Routers',
  about:
    'A provider of 1 s, 256 requests in flight in each router, so that none waits for a CPU: one, and two.',
  unit: 'ms',
  run: async (bench) => {
    const course: Course = { ...verySlowly, inFlight: 256 };
    const { one, two } = await compete(bench, {
      one: { course, start: startRouter },
      two: { course, start: startTwoRouters },
    });
    const against = { name: '1 router', marks: one };
    return [
      ...figuresOf('1 router', one),
      ...figuresOf('2 routers', two, { against, rate: goals.twoRouters.target }),
    ];
  },
};

export const payload: Suite = {
  id: 'payload',
  name: 'Payload',
  about: 'An instant provider, 64 requests of 1 kB and of 100 kB in flight on 8 partitions.',
  unit: 'ms',
  run: async (bench) => {
    const small: Course = { ...slowly, inFlight: 64, providerMs: 0 };
    const large: Course = { ...small, bytes: 100_000, pace: 40 };
    const marks = await compete(bench, {
      small: { course: small, start: startRouter },
      large: { course: large, start: startRouter },
      plain: { course: large, start: startPlainLoop },
    });
    return [
      ...figuresOf('1 kB', marks.small),
      ...figuresOf('100 kB', marks.large, { against: { name: 'plain loop, 100 kB', marks: marks.plain } }),
      ...figuresOf('plain loop, 100 kB', marks.plain),
    ];
  },
};
