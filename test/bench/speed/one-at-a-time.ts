import { inTurns } from '../in-turns.js';
import { figure, type Suite } from '../suite.js';
import { withEntrants } from './compete.js';
import { goals } from './goals.js';
import { startEcho } from './plain-loop.js';
import type { Course, Entrant } from './race.js';
import { startRouter } from './router.js';

const course: Course = { partitions: 8, inFlight: 1, providerMs: 0, bytes: 1_000, pace: null };
const atATime = 50;

export const oneAtATime: Suite = {
  id: 'one-at-a-time',
  name: 'One at a time',
  about:
    'One request of 1 kB at a time, an instant provider, 8 partitions: from its being sent to its answer being here;\n' +
    'against an echo, which answers over Kafka without calling anybody.',
  unit: 'ms',
  run: (bench) =>
    withEntrants(
      bench,
      { echo: { course, start: startEcho }, router: { course, start: startRouter } },
      async (entrants) => {
        const ask = ({ upstream }: Entrant) => upstream.oneAtATime(course.bytes, atATime);
        const asked = await inTurns(entrants, ask, { rounds: bench.rounds, turns: 1, warmUp: 2 });
        const echo = asked.echo.map((round) => round.flat());
        const router = asked.router.map((round) => round.flat());
        return [
          figure('echo', echo),
          figure('router', router, {
            against: { name: 'echo', rounds: echo },
            target: goals.oneAtATime.target,
          }),
        ];
      },
    ),
};
