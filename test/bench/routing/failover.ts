import { measure } from '../measure.js';
import { atMostTimes, costsUnder, figure, type Suite } from '../suite.js';
import { chatRequest } from './chat-request.js';
import { RoutingCore } from './routing-core.js';
import { withSimulatedRouting, type SimulatedRouting } from './simulated-routing.js';

const one = chatRequest({ chain: 'one' });
const two = chatRequest({ chain: 'two' });
const refusedThenAnswered = ['first/sim-down failed', 'second/sim-fast succeeded'];
const answered = ['second/sim-fast succeeded'];

/** B13, B3: what a call costs through a plan, with a failover, and while a provider cools down. */
export const failover: Suite = {
  id: 'failover',
  name: 'Failover',
  about:
    'One call at a time to providers that answer or refuse (503) at once. Planned is composing, walk and the openai\n' +
    'SDK; direct is undici alone. The first of two providers refuses; cooled down, it is not called any more.',
  unit: 'ms',
  run: () =>
    withSimulatedRouting(
      { one: ['second/sim-fast'], two: ['first/sim-down', 'second/sim-fast'] },
      async (routing) => {
        const timed = await measure(await variants(routing), { rounds: 15, turns: 100, warmUp: 300 });
        const direct = { name: 'direct', rounds: timed.direct };
        const directTwo = { name: 'direct, refused and again', rounds: timed.directTwo };
        const planned = { name: 'planned', rounds: timed.planned };
        return [
          figure(direct.name, timed.direct),
          figure(planned.name, timed.planned, { against: direct, target: costsUnder(1) }),
          figure(directTwo.name, timed.directTwo, { against: direct }),
          figure('first failover', timed.failedOver, { against: directTwo, target: costsUnder(10) }),
          figure('cooled down', timed.cooledDown, { against: planned, target: atMostTimes(1.1) }),
        ];
      },
    ),
};

async function variants({ config, providers, direct }: SimulatedRouting) {
  const refused = () => direct.post('first', 'sim-down', one.body, 503);
  const good = () => direct.post('second', 'sim-fast', one.body, 200);
  const planning = new RoutingCore(config, providers);
  const failingOver = new RoutingCore(config, providers);
  const coolingDown = new RoutingCore(config, providers);
  await coolingDown.answer(two, refusedThenAnswered);
  return {
    direct: { run: good },
    planned: { run: () => planning.answer(one, answered) },
    directTwo: { run: () => refused().then(good) },
    failedOver: {
      prepare: () => failingOver.forget(),
      run: () => failingOver.answer(two, refusedThenAnswered),
    },
    cooledDown: { run: () => coolingDown.answer(two, answered) },
  };
}
