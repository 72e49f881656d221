import { describe, expect, it } from '@jest/globals';
import { redact } from './redact.js';

describe('B13 redact', () => {
  it.each([
    ['the configured key', 'my-secret is wrong', '[key] is wrong'],
    ['keys of OpenAI', 'key sk-proj-a1_B2-c3 is wrong', 'key [key] is wrong'],
    ['masked keys', 'Incorrect API key provided: sk-abcde*****wxyz.', 'Incorrect API key provided: [key]'],
    ['masked keys of any shape', 'provided: fake********key!', 'provided: [key]'],
    ['bearer tokens', 'got "Bearer ey.J0eXAi.x" here', 'got "[key]" here'],
    ['passwords in addresses', 'http://ada:pw@host/v1 failed', 'http://[key]@host/v1 failed'],
  ])('hides %s', (_name, text, expected) => {
    expect(redact(text, 'my-secret')).toBe(expected);
  });

  it('leaves other text alone', () => {
    const text = 'This is **important**: ask-me about task-lists, the risk-free way.';
    expect(redact(text, null)).toBe(text);
  });

  it('makes one line of at most 500 characters', () => {
    expect(redact(' a\r\n\tb\u0000c\u2028d ', null)).toBe('a b c d');
    expect(redact('x'.repeat(10_000_000), null)).toHaveLength(500);
  });

  it('does not show the beginning of a key that the limit cuts', () => {
    expect(redact(`${'x '.repeat(248)}my-secret`, 'my-secret')).not.toContain('my-');
  });
});
