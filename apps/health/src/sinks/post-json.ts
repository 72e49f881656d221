import { Undeliverable } from './undeliverable.js';

/** The longest that a receiver may take. */
const longestMs = 10_000;

/** @throws Undeliverable unless the receiver takes it */
export async function postJson(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const response = await send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    // What is sent to one address may not be for another.
    redirect: 'manual',
    signal: AbortSignal.timeout(longestMs),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Undeliverable(`the receiver answered HTTP ${response.status}`);
}

async function send(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    throw new Undeliverable(
      name === 'TimeoutError'
        ? `no answer within ${longestMs / 1000} s`
        : `the receiver cannot be reached (${cause?.code ?? name})`,
    );
  }
}
