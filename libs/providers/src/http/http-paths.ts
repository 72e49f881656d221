import type { Dispatcher } from 'undici';
import { createHttpDispatcher, type ConnectionTerms } from './http-dispatcher.js';
import { createLightFetch, type Fetch } from './light-fetch.js';

interface HttpPath {
  readonly dispatcher: Dispatcher;
  readonly fetch: Fetch;
}

/**
 * The ways to every provider: one pool of connections for all who have the same terms. A pool stays until the end, for
 * calls may be under way on it whose provider has other terms by now; terms are few.
 */
export class HttpPaths {
  readonly #paths = new Map<string, HttpPath>();

  fetchOn({ http2, maxConnections }: ConnectionTerms): Fetch {
    const key = `${http2} ${maxConnections}`;
    const known = this.#paths.get(key);
    if (known !== undefined) return known.fetch;
    const dispatcher = createHttpDispatcher({ http2, maxConnections });
    const fetch = createLightFetch(dispatcher);
    this.#paths.set(key, { dispatcher, fetch });
    return fetch;
  }

  /** Ends every connection, and with them the calls that are still under way. */
  async close(): Promise<void> {
    await Promise.all([...this.#paths.values()].map(({ dispatcher }) => dispatcher.destroy()));
  }
}
