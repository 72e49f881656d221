import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startAnswerer } from '../providers/answerer.js';
import { answerAsAsked, answeringAfter, refusing } from './answer-as-asked.js';

let server: Awaited<ReturnType<typeof startAnswerer>>;
beforeAll(async () => {
  server = await startAnswerer(answerAsAsked);
});
afterAll(() => server.stop());

const ask = (asked: string) =>
  fetch(`${server.origin}${asked}/v1/chat/completions`, { method: 'POST', body: '{}' });

it('answers at once, or after the time that the path names', async () => {
  const ended: string[] = [];
  const slow = ask(answeringAfter(300)).then(({ status }) => ended.push(`slow ${status}`));
  const fast = ask(answeringAfter(0)).then(({ status }) => ended.push(`fast ${status}`));
  await Promise.all([slow, fast]);
  expect(ended).toEqual(['fast 200', 'slow 200']);
});

it('refuses where the path says so', async () => {
  const { status } = await ask(refusing);
  expect(status).toBe(503);
});
