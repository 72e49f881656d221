import { request, type Dispatcher } from 'undici';
import { ClassifiedError } from '../failures/classified-error.js';
import { bodyStream } from './body-stream.js';
import { brokenOff, unreachable } from './transport-error.js';
import { WholeResponse } from './whole-response.js';

export type Fetch = typeof globalThis.fetch;

/** The statuses that `Response` allows no body. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

const streamed = /^(?:text\/event-stream|application\/x-ndjson)\b/i;

const headerList = (headers: Dispatcher.ResponseData['headers']): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one): [string, string] => [name, one]),
  );

/**
 * As much of `fetch` as the SDKs need, without what makes it slow: no redirects, no cookies, no decompression, and
 * bodies whole but for a 200 that says it is a stream. What the transport does wrong is thrown as a `ClassifiedError`,
 * by the fetch or by reading its stream.
 */
export function createLightFetch(dispatcher: Dispatcher): Fetch {
  return async (url, init = {}) => {
    const address = typeof url === 'string' ? url : 'href' in url ? url.href : url.url;
    const answer = await request(address, {
      dispatcher,
      method: init.method ?? 'GET',
      headers: init.headers as Iterable<[string, string]>,
      body: (init.body ?? null) as string | null,
      signal: init.signal ?? null,
    }).catch((error: unknown) => {
      throw unreachable(error);
    });
    const { statusCode: status, body } = answer;
    const headers = headerList(answer.headers);
    const type = headers.find(([name]) => name === 'content-type')?.[1] ?? '';
    if (status === 200 && streamed.test(type)) {
      return new Response(bodyStream(body, status), { status, headers });
    }
    const text = await body.text().catch((error: unknown) => {
      throw brokenOff(error, status);
    });
    if (status > 599) {
      throw new ClassifiedError('bad_response', 'ConnectionError', `no such HTTP status: ${status}`, status);
    }
    return bodiless.has(status)
      ? new Response(null, { status, headers })
      : new WholeResponse(text, { status, headers });
  };
}
