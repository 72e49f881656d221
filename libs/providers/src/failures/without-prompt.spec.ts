import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chatCall, embeddingsCall } from '../provider-call.fixture.js';
import { withoutPrompt } from './without-prompt.js';

const asking = (content: unknown) => chatCall('m', { messages: [{ role: 'user', content }] }).request;

describe('withoutPrompt', () => {
  it('takes out what a text quotes of the prompt, and leaves the rest', () => {
    const request = asking('My passport number is X1234567 and I live in Ghent.');
    expect(withoutPrompt('Invalid input: "My passport number is X1234567 and", try again', request)).toBe(
      'Invalid input: "[quoted]", try again',
    );
  });

  it("finds quotes of parts, tools' arguments and texts to embed", () => {
    const parts = asking([{ type: 'text', text: 'the patient is called Jane Roe' }]);
    expect(withoutPrompt('bad: the patient is called Jane', parts)).toBe('bad: [quoted]');
    const embedding = embeddingsCall('m', { input: ['a long confidential sentence'] }).request;
    expect(withoutPrompt('bad: a long confidential sentence', embedding)).toBe('bad: [quoted]');
  });

  it('leaves what is short enough to be chance', () => {
    expect(withoutPrompt('model gpt-4o-mini does not exist', asking('Compare gpt-4o-mini to others'))).toBe(
      'model gpt-4o-mini does not exist',
    );
  });

  it('takes a hundred kilobytes in its stride', () => {
    const prompt = 'lorem ipsum dolor '.repeat(6_000);
    expect(withoutPrompt(`too long: ${prompt.slice(0, 400)}`, asking(prompt))).toBe('too long:[quoted]');
  });

  it('never leaves sixteen characters of the prompt in a row', () => {
    const letters = fc.stringMatching(/^[ab ]{0,60}$/);
    fc.assert(
      fc.property(letters, letters, letters, (before, prompt, after) => {
        const left = withoutPrompt(`${before}${prompt}${after}`, asking(prompt || 'x')).split('[quoted]');
        for (const piece of left) {
          for (let at = 0; at + 16 <= piece.length; at += 1) {
            expect(prompt.includes(piece.slice(at, at + 16))).toBe(false);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
