import { expect, it } from '@jest/globals';
import { LlmRequest } from '#contracts';
import { requestLines } from './request-lines.js';

it.each([1_000, 100_000])('makes requests of %d bytes or a few more, as the router takes them', (bytes) => {
  for (const { id, line } of requestLines(bytes, 3)) {
    expect(LlmRequest.parse(JSON.parse(line)).custom_id).toBe(id);
    expect(line.length - bytes).toBeGreaterThanOrEqual(0);
    expect(line.length - bytes).toBeLessThan(20);
  }
});

it('gives no id twice', () => {
  const ids = [...requestLines(1_000, 100), ...requestLines(1_000, 100)].map(({ id }) => id);
  expect(new Set(ids).size).toBe(200);
});
