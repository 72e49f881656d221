import { describe, expect, it } from '@jest/globals';
import { parseAssumption } from './assumption.js';

describe('an assumption of a model that was never called', () => {
  it.each([
    ['openai/gpt-4o=ok:800ms', 'openai/gpt-4o', 800, undefined],
    ['openrouter/qwen/qwen3:free=ok:1.5s', 'openrouter/qwen/qwen3:free', 1_500, undefined],
    ['a/m=fail:unavailable', 'a/m', 0, 'unavailable'],
    ['a/m=fail:rate_limit:20ms', 'a/m', 20, 'rate_limit'],
    ['a/m=fail:timeout', 'a/m', Infinity, 'timeout'],
  ])('G8 %s', (text, name, durationMs, errorClass) => {
    const [named, call] = parseAssumption(text);
    expect([named, call.durationMs, call.failure?.class]).toEqual([name, durationMs, errorClass]);
  });

  it.each([
    'gpt-4o=ok:1s',
    'a/m',
    'a/m=ok',
    'a/m=ok:fast',
    'a/m=ok:1s:2s',
    'a/m=fail:x',
    'a/m=fail:cancelled',
  ])('%s is none', (text) => {
    expect(() => parseAssumption(text)).toThrow(/^(give a model and how its calls go|no failure is called)/);
  });
});
