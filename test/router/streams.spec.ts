import { describe, expect, it } from '@jest/globals';
import { chunksOf, textOf } from './read-chunks.js';
import { requestLine } from './request-line.js';
import { useRouter } from './use-router.js';
import { useStack } from './use-stack.js';

const stack = useStack();
const { log } = stack;

describe('a request for a stream', () => {
  const running = useRouter(stack);

  const ask = async (model: string) => {
    const request = requestLine({ model, stream: true });
    await log.ask(request);
    const { value } = await log.endOf(request.custom_id);
    await log.until(() => chunksOf(log, request.custom_id).at(-1)?.value.type === 'done');
    const chunks = chunksOf(log, request.custom_id);
    expect(chunks.map((chunk) => chunk.value.seq)).toEqual(chunks.map((_, index) => index));
    expect(new Set(chunks.map((chunk) => chunk.value.run))).toEqual(new Set([1]));
    return { answer: value, chunks, id: request.custom_id };
  };

  it.each(['ollama/sim-fast', 'openai/sim-fast'])(
    'A5 D5 G6 is told each piece of its answer as it comes, and gets it whole too: %s',
    async (model) => {
      const { answer, chunks, id } = await ask(model);
      expect(answer.response.body.object).toBe('chat.completion');
      expect(textOf(chunks)).toBe(answer.response.body.choices[0].message.content);
      expect(chunks.filter(({ value }) => value.type === 'delta').length).toBeGreaterThan(2);
      expect(chunks.at(-1)!.value).toMatchObject({ outcome: 'succeeded' });
      expect(chunks[0]).toMatchObject({
        key: id,
        headers: { ce_type: 'understudy.llm.chunk.v1', 'content-type': 'application/json' },
      });
      expect(running.provider.calls.at(-1)!.body['stream']).toBe(true);

      await log.until(() => log.on('attempts').some(({ value }) => value.custom_id === id));
      const attempt = log.on('attempts').find(({ value }) => value.custom_id === id)!.value;
      expect(attempt).toMatchObject({ streamed: true, time_to_first_token_ms: expect.any(Number) });
      expect(attempt.id).toBe(chunks[0]!.value.attempt_id);
      expect(attempt.usage.output_tokens).toBeGreaterThan(0);
    },
  );

  it.each(['openai/sim-cut', 'ollama/sim-cut'])(
    'G6 is told to drop what an attempt said that died in the middle: %s',
    async (model) => {
      const { answer, chunks } = await ask(model);
      expect(answer.routing).toMatchObject({ fallback_used: true });
      expect(answer.routing.attempts[0]).toMatchObject({
        outcome: 'failed',
        error: { class: 'bad_response' },
      });
      const [first] = chunks;
      expect(chunks.map(({ value }) => value.type)).toEqual(expect.arrayContaining(['superseded']));
      const superseded = chunks.find(({ value }) => value.type === 'superseded')!.value;
      expect(superseded).toMatchObject({ attempt_id: first!.value.attempt_id, reason: 'bad_response' });
      const after = chunks.slice(Number(superseded.seq) + 1);
      expect(after.some(({ value }) => value.attempt_id === superseded.attempt_id)).toBe(false);
      expect(textOf(chunks)).toBe(answer.response.body.choices[0].message.content);
    },
  );

  it('G6 is told that nothing comes when nobody answers', async () => {
    const request = requestLine({ model: 'openai/sim-down', stream: true }, { routing: { fallback: {} } });
    await log.ask(request);
    await log.until(() => chunksOf(log, request.custom_id).at(-1)?.value.type === 'done');
    expect(chunksOf(log, request.custom_id).map(({ value }) => [value.type, value.outcome])).toEqual([
      ['done', 'failed'],
    ]);
  });
});
