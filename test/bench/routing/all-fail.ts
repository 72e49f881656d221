import { timed } from '../measure.js';
import { costsUnder, figure, takesUnder, type Suite } from '../suite.js';
import { chatRequest } from './chat-request.js';
import { RoutingCore } from './routing-core.js';
import { withSimulatedRouting } from './simulated-routing.js';
import { WaitingClock } from './waiting-clock.js';

const model = 'sim-down';
const providers = ['first', 'second', 'third', 'fourth', 'fifth'];
/** The last step is tried three times. */
const calls = [...providers, 'fifth', 'fifth'];
const request = chatRequest({ chain: 'all' });
const walks = 7;

/** B13: how long it takes to learn that no provider answers. */
export const allFail: Suite = {
  id: 'all-fail',
  name: 'All fail',
  about:
    `${providers.length} steps whose providers all refuse (503) at once, and two more tries of the last one after half a second\n` +
    `each, as configured: ${calls.length} calls.`,
  unit: 'ms',
  run: () =>
    withSimulatedRouting(
      { all: providers.map((provider) => `${provider}/${model}`) },
      async ({ config, providers: adapters, direct }) => {
        const clock = new WaitingClock();
        const core = new RoutingCore(config, adapters, { clock });
        const callAll = async (): Promise<void> => {
          for (const provider of calls) await direct.post(provider, model, request.body, 503);
        };
        const walk = (): Promise<void> => {
          core.forget();
          return core.answer(
            request,
            calls.map((provider) => `${provider}/${model} failed`),
          );
        };

        await callAll();
        await walk();
        clock.takeWaited();
        const whole: number[] = [];
        const waited: number[] = [];
        const rest: number[] = [];
        const directly: number[] = [];
        for (let count = 0; count < walks; count += 1) {
          directly.push(await timed(callAll));
          const took = await timed(walk);
          const waits = clock.takeWaited();
          whole.push(took);
          waited.push(waits);
          rest.push(took - waits);
        }

        const against = { name: `direct, ${calls.length} times refused`, rounds: [directly] };
        return [
          figure(against.name, [directly]),
          figure('all fail', [whole], { target: takesUnder(3_000) }),
          figure('of it: waits before retries', [waited]),
          figure('of it: everything else', [rest], { against, target: costsUnder(10) }),
        ];
      },
    ),
};
