import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createGeminiFetch } from './gemini-fetch.js';
import { inWholeEvents } from './whole-events.js';

const streamOf = (pieces: readonly Uint8Array[]): Response =>
  new Response(ReadableStream.from<Uint8Array>(pieces), {
    headers: { 'content-type': 'text/event-stream' },
  });

async function piecesOf(response: Response): Promise<string[]> {
  const pieces: string[] = [];
  for await (const bytes of response.body!) pieces.push(Buffer.from(bytes).toString('latin1'));
  return pieces;
}

/** A text of events, and where it is cut in pieces. */
const cutText = fc
  .array(fc.constantFrom('a', 'data:', '\n', '\r', '\n\n', '\r\n\r\n', '\r\r'), { maxLength: 30 })
  .chain((parts) => {
    const text = parts.join('');
    return fc.record({ text: fc.constant(text), cuts: fc.array(fc.nat({ max: text.length })) });
  });

describe('inWholeEvents', () => {
  it('changes nothing but where the pieces end, which is at blank lines', async () => {
    await fc.assert(
      fc.asyncProperty(cutText, async ({ text, cuts }) => {
        const ends = [...cuts.toSorted((a, b) => a - b), text.length];
        const pieces = ends.map((end, at) => Buffer.from(text.slice(ends[at - 1] ?? 0, end)));
        const whole = await piecesOf(inWholeEvents(streamOf(pieces)));
        expect(whole.join('')).toBe(text);
        for (const piece of whole.slice(0, -1)) expect(piece).toMatch(/(?:\n\n|\r\n\r\n|\r\r)$/);
      }),
      { numRuns: 500 },
    );
  });

  it('holds back no event that is whole', async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const reader = inWholeEvents(new Response(readable)).body!.getReader();
    const writer = writable.getWriter();
    void writer.write(Buffer.from('data: 1\r\n\r'));
    void writer.write(Buffer.from('\ndata: 2'));
    expect(Buffer.from((await reader.read()).value ?? '').toString()).toBe('data: 1\r\n\r\n');
    await reader.cancel();
  });

  it('is what the SDK gets', async () => {
    const pieces = ['data: {', '}\n', '\nda', 'ta: {}\n\n'].map((piece) => Buffer.from(piece));
    const fetch = createGeminiFetch(() => Promise.resolve(streamOf(pieces)));
    const response = await fetch('https://gemini.example/v1beta/models/m:streamGenerateContent?alt=sse');
    expect(await piecesOf(response)).toEqual(['data: {}\n\n', 'data: {}\n\n']);
  });
});
