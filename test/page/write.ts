import { expect } from '@jest/globals';

/** Has the service change something. */
export async function write(method: string, url: string, body: object = {}): Promise<void> {
  const { status } = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(status).toBeLessThan(300);
}
