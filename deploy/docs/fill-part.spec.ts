import { expect, it } from '@jest/globals';
import { fillPart } from './fill-part.js';

const text = 'a\n<!-- speed: generated -->\n\nold\n\n<!-- /speed -->\nb\n';

it('fills a part anew, and leaves what is around it', () => {
  const filled = fillPart(text, 'speed', 'new $1');
  expect(filled).toBe('a\n<!-- speed: generated -->\n\nnew $1\n\n<!-- /speed -->\nb\n');
  expect(fillPart(filled, 'speed', 'old')).toBe(text);
});

it('refuses a text without that part', () => {
  expect(() => fillPart(text, 'topics', 'new')).toThrow('<!-- topics: generated -->');
});
