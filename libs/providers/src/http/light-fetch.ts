import type { Dispatcher } from 'undici';
import { IncomingAnswer } from './incoming-answer.js';
import { unreachable } from './transport-error.js';

export type Fetch = typeof globalThis.fetch;

/**
 * As much of `fetch` as the SDKs need, without what makes it slow: no redirects, no cookies, no decompression, and
 * bodies whole but for a 200 that says it is a stream. What the transport does wrong is thrown as a `ClassifiedError`,
 * by the fetch or by reading its stream.
 */
export function createLightFetch(dispatcher: Dispatcher): Fetch {
  return async (url, init = {}) => {
    const address = typeof url === 'string' ? url : 'href' in url ? url.href : url.url;
    const { origin, pathname, search } = new URL(address);
    if (init.signal?.aborted) throw unreachable(init.signal.reason);
    const answer = new IncomingAnswer(init.signal ?? null);
    dispatcher.dispatch(
      {
        origin,
        path: `${pathname}${search}`,
        method: init.method ?? 'GET',
        headers: init.headers as Iterable<[string, string]>,
        body: (init.body ?? null) as string | null,
      },
      answer,
    );
    return answer.response;
  };
}
