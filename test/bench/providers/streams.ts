import { inTurns } from '../in-turns.js';
import type { Rounds } from '../rounds.js';
import { costsUnder, figure, type Suite } from '../suite.js';
import { calledKinds, callOf, type CalledKind } from './called-kinds.js';
import { epochMs } from './epoch-ms.js';
import type { PlainCalls } from './plain-calls.js';
import { pace } from './stream-pace.js';
import { withAnswerer, type Called } from './with-answerer.js';

/** G6: how long a token is on its way, from its being written by the provider to its being told. */
export const streams: Suite = {
  id: 'streams',
  name: 'Streams',
  about:
    `${pace.streams} streams at once, a token in each of them every ${pace.gap} ms: from the time at which a token is written, in\n` +
    'another process, to the time at which it is told; by undici alone: at which its bytes are there. All streams are\n' +
    'open before the first token, and no two of them are in step.',
  unit: 'ms',
  run: () =>
    withAnswerer('streamed', async (called) => {
      const delays = await inTurns(await variants(called), delaysOfTokens, {
        rounds: 3,
        turns: 1,
        warmUp: 1,
      });
      const alone = delays.undici.map((goes) => goes.flat());
      const against = { name: 'undici, at p95', rounds: alone, share: 0.95 };
      const { undici: _alone, ...through } = delays;
      return [
        figure('undici', alone),
        figure('undici, the slowest', slowest(alone)),
        ...Object.entries(through).flatMap(([kind, goes]) => {
          const rounds = goes.map((round) => round.flat());
          const target = kind === 'openai' ? { target: costsUnder(5) } : {};
          return [
            figure(kind, rounds, { against, ...target }),
            figure(`${kind}, the slowest`, slowest(rounds)),
          ];
        }),
      ];
    }),
};

/** One stream, each text of which is told at once. */
type Variant = (tell: (text: string) => void) => Promise<void>;

async function variants({ providers, plainly }: Called) {
  const through =
    (called: CalledKind): Variant =>
    async (tell) => {
      const result = await providers.call(
        callOf(called, ({ choices: [choice] }) => {
          const text = choice?.delta['content'];
          if (typeof text === 'string') tell(text);
        }),
      );
      if (!result.ok) throw new Error(`${called.kind} failed: ${result.failure.message}`);
    };
  const { openai, anthropic, gemini, ollama } = calledKinds;
  return {
    undici: alone(await plainly(openai)),
    openai: through(openai),
    anthropic: through(anthropic),
    gemini: through(gemini),
    ollama: through(ollama),
  };
}

const alone =
  (plain: PlainCalls): Variant =>
  async (tell) => {
    for await (const bytes of await plain.send()) tell(String(bytes));
  };

const slowest = (rounds: Rounds): Rounds => rounds.map((delays) => [Math.max(...delays)]);

/** As `epochMs` is written. */
const writtenAt = /\b\d{13}\.\d{3}\b/g;

/** How long each token of all streams was on its way, in ms. */
async function delaysOfTokens(stream: Variant): Promise<number[]> {
  const delays: number[] = [];
  const tell = (text: string): void => {
    const now = epochMs();
    for (const [written] of text.matchAll(writtenAt)) delays.push(now - Number(written));
  };
  await Promise.all(Array.from({ length: pace.streams }, () => stream(tell)));
  if (delays.length !== pace.streams * pace.tokens) {
    throw new Error(`${delays.length} tokens came where there were ${pace.streams * pace.tokens}`);
  }
  return delays;
}
