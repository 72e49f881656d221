import { inTurns } from '../in-turns.js';
import type { Rounds } from '../rounds.js';
import { atLeastTimes, figure, type Figure, type Suite } from '../suite.js';
import { calledKinds, callOf, type CalledKind } from './called-kinds.js';
import { underLoad, type Load } from './under-load.js';
import { withAnswerer, type Called } from './with-answerer.js';

const callsOfSample = 320;

/** What is left of undici's speed under each SDK. */
export const attempts: Suite = {
  id: 'attempts',
  name: 'Attempts',
  about:
    'Calls of a server that answers at once, 64 at a time: through each adapter and its SDK, and by undici alone with the\n' +
    'same bytes both ways, its answers parsed. CPU is that of the process which calls.',
  unit: 'µs',
  run: () =>
    withAnswerer('whole', async (called) => {
      const loads = await inTurns(await variants(called), (call) => underLoad(call, callsOfSample), {
        rounds: 4,
        turns: 2,
        warmUp: 4,
      });
      return (Object.keys(calledKinds) as Kind[]).flatMap((kind) =>
        figuresOf(kind, loads[kind], loads[`undici, ${kind}`]),
      );
    }),
};

type Kind = keyof typeof calledKinds;
type Variants = Record<Kind | `undici, ${Kind}`, () => Promise<void>>;

async function variants({ providers, plainly }: Called): Promise<Variants> {
  const through = (called: CalledKind) => async (): Promise<void> => {
    const result = await providers.call(callOf(called));
    if (!result.ok) throw new Error(`${called.kind} failed: ${result.failure.message}`);
  };
  const pairs = Object.entries(calledKinds).map(async ([kind, called]) => {
    const plain = await plainly(called);
    const alone = async (): Promise<void> => void (await (await plain.send()).json());
    return [
      [kind, through(called)],
      [`undici, ${kind}`, alone],
    ];
  });
  return Object.fromEntries((await Promise.all(pairs)).flat()) as Variants;
}

const rates = (loads: readonly Load[][]): Rounds =>
  loads.map((round) => round.map(({ callsPerSecond }) => callsPerSecond));
const cpu = (loads: readonly Load[][]): Rounds =>
  loads.map((round) => round.map(({ cpuPerCall }) => cpuPerCall));

function figuresOf(kind: Kind, through: readonly Load[][], alone: readonly Load[][]): Figure[] {
  const name = `undici, ${kind}`;
  return [
    figure(name, rates(alone), { of: 'rate' }),
    figure(kind, rates(through), {
      of: 'rate',
      against: { name, rounds: rates(alone) },
      ...(kind === 'openai' ? { target: atLeastTimes(0.4) } : {}),
    }),
    figure(`${kind}, CPU`, cpu(through), { against: { name: `${name}, CPU`, rounds: cpu(alone) } }),
  ];
}
