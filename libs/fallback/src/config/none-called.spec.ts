import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { noneCalled } from './none-called.js';

describe('noneCalled', () => {
  it('tells what is there, and what was meant if that is near', () => {
    expect(noneCalled('tier', 'fats', ['fast', 'general'])).toBe(
      "no tier is called 'fats'; did you mean 'fast'? known are fast, general",
    );
    expect(noneCalled('tier', 'orchestrator', ['fast'])).toBe(
      "no tier is called 'orchestrator'; known are fast",
    );
    expect(noneCalled('tier', 'fast', [])).toBe("no tier is called 'fast'; the config defines none");
  });

  it('takes another case for a slip', () => {
    expect(noneCalled('provider', 'OpenAI', ['gemini', 'openai'])).toContain("did you mean 'openai'?");
  });

  it('guesses the name of which one letter was left out, put in, changed or swapped', () => {
    const letter = fc.constantFrom(...'abcdefghij');
    const slips: readonly ((name: string, at: number, letter: string) => string)[] = [
      (name, at) => name.slice(0, at) + name.slice(at + 1),
      (name, at, put) => name.slice(0, at) + put + name.slice(at),
      (name, at, put) => name.slice(0, at) + put + name.slice(at + 1),
      (name, at) => name.slice(0, at) + (name[at + 1] ?? '') + name[at] + name.slice(at + 2),
    ];
    fc.assert(
      fc.property(
        fc.string({ unit: letter, minLength: 3, maxLength: 12 }),
        fc.nat(),
        letter,
        fc.constantFrom(...slips),
        (name, at, put, slip) => {
          const written = slip(name, at % name.length, put);
          expect(noneCalled('chain', written, ['an-other-name-altogether', name])).toContain(
            `mean '${name}'?`,
          );
        },
      ),
    );
  });
});
