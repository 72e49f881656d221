import { measure } from '../measure.js';
import { quantile } from '../rounds.js';
import { costsUnder, figure, type Suite } from '../suite.js';
import { chatRequest } from './chat-request.js';
import { RoutingCore } from './routing-core.js';
import { withSimulatedRouting } from './simulated-routing.js';

const plain = chatRequest({ chain: 'both' });
const hedged = chatRequest({ chain: 'both', hedge_after_ms: 0 });

/** C8: what a request pays in time for trying two providers at once. */
export const hedging: Suite = {
  id: 'hedging',
  name: 'Hedging at 0 ms',
  about:
    'Two providers that answer after 10 ms: the first one called alone, and both at once. The first answer wins, and the\n' +
    'walk ends when the other call is aborted.',
  unit: 'ms',
  run: () =>
    withSimulatedRouting({ both: ['first/sim-soon', 'second/sim-soon'] }, async ({ config, providers }) => {
      const alone = new RoutingCore(config, providers);
      const both = new RoutingCore(config, providers);
      const calls: number[] = [];
      const callBoth = async (): Promise<void> => {
        const { attempts } = await both.walk(both.compose(hedged));
        calls.push(attempts.length);
      };
      const timed = await measure(
        { alone: { run: () => alone.answer(plain, ['first/sim-soon succeeded']) }, both: { run: callBoth } },
        { rounds: 10, turns: 30, warmUp: 50 },
      );
      // A loop that stands still for 10 ms may see the first answer before it has made the second call.
      if (quantile(calls, 0.1) < 2) throw new Error('the two providers were not called at once');
      const against = { name: 'planned', rounds: timed.alone };
      return [
        figure('planned', timed.alone),
        figure('hedged', timed.both, { against, target: costsUnder(1) }),
      ];
    }),
};
