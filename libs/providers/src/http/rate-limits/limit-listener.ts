import { AsyncLocalStorage } from 'node:async_hooks';
import type { RateLimits } from '#contracts';
import type { CallResult, Clock } from '#fallback';
import type { Fetch } from '../light-fetch.js';
import { readRateLimits } from './read-rate-limits.js';

interface Heard {
  limits: RateLimits | null;
}

/**
 * Hears what providers say of their limits, on every answer and whatever its status: the fetch that they are all called
 * with reads it, and the call within which that happens gets it, so that no adapter need care.
 */
export class LimitListener {
  readonly #calls = new AsyncLocalStorage<Heard>();

  constructor(private readonly clock: Clock) {}

  listening(fetch: Fetch): Fetch {
    return async (url, init) => {
      const response = await fetch(url, init);
      const call = this.#calls.getStore();
      if (call !== undefined) call.limits = readRateLimits(response.headers, this.clock.now());
      return response;
    };
  }

  /** The call's result, with what its last answer told. */
  async during(call: () => Promise<CallResult>): Promise<CallResult> {
    const heard: Heard = { limits: null };
    const result = await this.#calls.run(heard, call);
    return heard.limits === null ? result : { ...result, rateLimits: heard.limits };
  }
}
