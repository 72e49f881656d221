import { describe, expect, it } from '@jest/globals';
import type { Behaviour } from '../../deploy/local/simulated-provider.js';
import type { AppProcess } from './app-process.js';
import { chunksOf, textOf } from './read-chunks.js';
import { requestLine } from './request-line.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack({ requestPartitions: 1 });
const { log } = stack;

/** A router whose call has begun to speak and goes no further, another one beside it, and what the provider does next. */
async function midStream(ask: object) {
  let behaviour: Behaviour = { kind: 'stall' };
  const provider = await stack.startProvider({ respond: () => behaviour });
  const env = bothProviders(provider);
  const victim = await stack.start('router', env);
  const request = requestLine({ model: 'openai/gpt-4o', stream: true }, ask);
  await log.ask(request);
  const chunks = () => chunksOf(log, request.custom_id);
  await log.until(() => chunks().filter(({ value }) => value.type === 'delta').length > 2);
  return {
    id: request.custom_id,
    chunks,
    victim,
    said: textOf(chunks()),
    heir: () => stack.start('router', env),
    thenSays: (text: string): void => void (behaviour = { kind: 'answer', text }),
  };
}

const isDone = (run: number, chunks: ReturnType<typeof chunksOf>): boolean =>
  chunks.some(({ value }) => value.run === run && value.type === 'done');

const contentOf = (id: string): string =>
  log.endsOf(id)[0]!.value.response.body.choices[0].message.content as string;

/** The log's line that says that a router's own result was dropped. */
const dropped = async (router: AppProcess, id: string): Promise<void> => {
  const has = () =>
    router.lines.some(({ msg, customId }) => customId === id && msg?.includes('our result is dropped'));
  while (!has()) await new Promise((resolve) => setTimeout(resolve, 20));
};

describe('a stream whose router', () => {
  it('G1 G6 is killed with -9 in the middle of it is told anew by another, and its text is the answer', async () => {
    const { id, chunks, victim, said, heir, thenSays } = await midStream({});
    victim.kill('SIGKILL');
    await victim.exited;
    thenSays('Another text, from its beginning.');
    await heir();
    await log.until(() => isDone(2, chunks()));
    await log.endOf(id);

    expect(said.length).toBeGreaterThan(0);
    expect(textOf(chunks())).toBe('Another text, from its beginning.');
    expect(contentOf(id)).toBe(textOf(chunks()));
    expect(log.endsOf(id)).toHaveLength(1);
    const second = chunks().filter(({ value }) => value.run === 2);
    expect(second[0]!.value).toMatchObject({ type: 'superseded', reason: 'taken_over' });
    expect(second.map(({ value }) => value.seq)).toEqual(second.map((_, index) => index));
  });

  it('G1 G6 only stood still, and speaks on after another took over, is not listened to', async () => {
    const { id, chunks, victim, heir, thenSays } = await midStream({ routing: { timeout_ms: 5_000 } });
    victim.kill('SIGSTOP');
    thenSays('What the other one says.');
    await heir();
    await log.until(() => isDone(2, chunks()));
    thenSays('What nobody is to read.');
    victim.kill('SIGCONT');
    await dropped(victim, id);
    await log.until(() => isDone(1, chunks()));
    await log.endOf(id);

    expect(chunks().at(-1)!.value).toMatchObject({ run: 1, type: 'done', outcome: 'succeeded' });
    expect(textOf(chunks())).toBe('What the other one says.');
    expect(log.endsOf(id)).toHaveLength(1);
    expect(contentOf(id)).toBe('What the other one says.');
  });
});
