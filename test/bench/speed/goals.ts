import {
  atLeastPerSecond,
  atLeastTimes,
  atMostMegabytes,
  costsUnder,
  type Figure,
  type Target,
} from '../suite.js';

/** A speed to reach: what is the least, what is aimed at, and which figure says what is reached. */
export interface Goal {
  readonly about: string;
  readonly suite: string;
  readonly figure: string;
  readonly target: Target;
  /** As the README shows them. */
  readonly least: string;
  readonly aim: string;
  readonly reached: (figure: Figure) => string;
}

type Place = Pick<Goal, 'about' | 'suite' | 'figure'>;

const share = (place: Place, least: number, aim: number, of: string): Goal => ({
  ...place,
  target: atLeastTimes(least),
  least: `${least} ${least < 1 ? 'of' : '×'} ${of}`,
  aim: String(aim),
  reached: ({ against }) => against!.ratio.toFixed(2),
});

const rate = (place: Place, least: number, aim: number): Goal => ({
  ...place,
  target: atLeastPerSecond(least),
  least: `${least} /s`,
  aim: `${aim} /s`,
  reached: ({ p50 }) => `${p50.toFixed(0)} /s`,
});

const memory = (place: Place, most: number, aim: number): Goal => ({
  ...place,
  target: atMostMegabytes(most),
  least: `at most ${most} MB`,
  aim: `${aim} MB`,
  reached: ({ p50 }) => `${p50.toFixed(0)} MB`,
});

const cost = (place: Place, most: number, aim: number, over: string): Goal => ({
  ...place,
  target: costsUnder(most),
  least: `at most ${most} ms over ${over}, p50`,
  aim: `${aim} ms`,
  reached: ({ against }) => `${against!.difference.toFixed(1)} ms`,
});

const router = 'router';

export const goals = {
  instant: share(
    { about: 'instant provider, 8 partitions', suite: 'instant', figure: router },
    0.25,
    0.4,
    'the plain loop',
  ),
  slow: share(
    { about: '100 ms provider, 8 partitions', suite: '100ms', figure: router },
    0.4,
    0.5,
    'the plain loop',
  ),
  overServerKafka: share(
    { about: 'the same', suite: '100ms', figure: 'router, over ServerKafka' },
    20,
    20,
    'ServerKafka',
  ),
  onePartition: share(
    { about: '100 ms provider, 1 partition', suite: 'partitions', figure: '1 partition' },
    0.9,
    0.9,
    'the rate with 8',
  ),
  inFlight: rate(
    { about: '1 s provider, 4,096 in flight', suite: 'in-flight', figure: '4096 in flight' },
    1_200,
    1_500,
  ),
  memory: memory(
    { about: 'the same, memory at its peak', suite: 'in-flight', figure: '4096 in flight, memory' },
    450,
    350,
  ),
  oneAtATime: cost(
    { about: 'one at a time, instant provider', suite: 'one-at-a-time', figure: router },
    8,
    4,
    'a plain Kafka echo',
  ),
  cooling: share(
    { about: 'primary down and cooling', suite: 'cooling', figure: 'cooling' },
    0.95,
    0.95,
    'the healthy rate',
  ),
  twoRouters: share(
    { about: '2 routers, 1 s provider', suite: 'routers', figure: '2 routers' },
    1.8,
    1.95,
    'one',
  ),
} satisfies Record<string, Goal>;
