import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LlmChunk, type ChatChunk } from '#contracts';
import { ChunkStream } from './chunk-stream.js';

const piece = (content: string): ChatChunk => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});

function stream(run = 1): { told: LlmChunk[]; of: ChunkStream } {
  const told: LlmChunk[] = [];
  const of = new ChunkStream({ custom_id: 'r', org: 'acme', run, resultId: 'resp_1' }, async (chunk) => {
    told.push(chunk);
    await Promise.resolve();
  });
  of.open();
  return { told, of };
}

/** What a reader that obeys has in the end. */
function textOf(told: readonly LlmChunk[]): string {
  const texts = new Map<string, string>();
  for (const chunk of told) {
    if (chunk.type === 'superseded') texts.delete(chunk.attempt_id);
    if (chunk.type !== 'delta') continue;
    const { choices } = chunk.chunk as ChatChunk;
    texts.set(chunk.attempt_id, (texts.get(chunk.attempt_id) ?? '') + String(choices[0]!.delta['content']));
  }
  return [...texts.values()].join('');
}

describe('ChunkStream', () => {
  it('G6 tells readers to drop what an attempt said that died, and only then', () => {
    const { told, of } = stream();
    of.ended('silent', 'unavailable');
    of.delta('dies', piece('Once upon'));
    of.ended('dies', 'bad_response');
    of.delta('lives', piece('Twice'));
    of.ended('lives', null);
    void of.done('succeeded');
    expect(told.map(({ type, attempt_id, seq }) => [seq, type, attempt_id])).toEqual([
      [0, 'delta', 'dies'],
      [1, 'superseded', 'dies'],
      [2, 'delta', 'lives'],
      [3, 'done', 'lives'],
    ]);
    expect(textOf(told)).toBe('Twice');
    for (const chunk of told) expect(LlmChunk.safeParse(chunk).success).toBe(true);
  });

  it('says that nothing comes, also when no attempt was made', () => {
    const { told, of } = stream();
    void of.done('failed');
    expect(told).toEqual([
      { custom_id: 'r', org: 'acme', attempt_id: 'resp_1', run: 1, seq: 0, type: 'done', outcome: 'failed' },
    ]);
  });

  it('G6 begins a later run by telling readers to drop all that earlier ones said', () => {
    const { told, of } = stream(3);
    of.delta('lives', piece('Twice'));
    expect(told).toMatchObject([
      { run: 3, seq: 0, type: 'superseded', attempt_id: 'resp_1', reason: 'taken_over' },
      { run: 3, seq: 1, type: 'delta', attempt_id: 'lives' },
    ]);
    for (const chunk of told) expect(LlmChunk.safeParse(chunk).success).toBe(true);
  });

  it('G6 is done when the log has it', async () => {
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const of = new ChunkStream({ custom_id: 'r', org: 'acme', run: 1, resultId: 'resp_1' }, () => arrived);
    let isDone = false;
    const done = of.done('succeeded').then(() => (isDone = true));
    await new Promise(setImmediate);
    expect(isDone).toBe(false);
    arrive();
    await done;
  });

  it('G6 counts without a gap, ends with done, and leaves the text of the answer alone, whatever the attempts do', () => {
    const step = fc.record({
      attempt: fc.constantFrom('a', 'b', 'c'),
      does: fc.constantFrom('speaks', 'dies'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { told, of } = stream();
        for (const { attempt, does } of steps) {
          if (does === 'speaks') of.delta(attempt, piece('x'));
          else of.ended(attempt, 'timeout');
        }
        for (const attempt of ['a', 'b', 'c']) of.ended(attempt, 'cancelled');
        of.delta('answer', piece('yes'));
        of.ended('answer', null);
        void of.done('succeeded');
        of.delta('late', piece('no'));
        expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index));
        expect(told.at(-1)!.type).toBe('done');
        expect(textOf(told)).toBe('yes');
      }),
    );
  });
});
