import Anthropic from '@anthropic-ai/sdk';
import type { Fetch } from '../http/light-fetch.js';
import type { Endpoint } from '../provider-adapter.js';
import { withDefaultHeaders } from '../with-default-headers.js';

const sent = ['accept', 'anthropic-version', 'content-type', 'user-agent'];

/** What Anthropic needs, and not what the SDK tells of this machine. */
const withOwnHeaders =
  (fetch: Fetch, apiKey: string | null): Fetch =>
  (url, init = {}) => {
    const offered = new Headers(init.headers);
    const headers = new Headers();
    for (const name of sent) {
      const value = offered.get(name);
      if (value !== null) headers.set(name, value);
    }
    if (apiKey !== null) headers.set('authorization', `Bearer ${apiKey}`);
    return fetch(url, { ...init, headers });
  };

/** The SDK's client, with nothing taken from the environment: it would be sent to whoever is at this address. */
export function createAnthropicClient({ baseUrl, apiKey, fetch }: Endpoint): Anthropic {
  const client = new Anthropic({
    baseURL: baseUrl ?? 'https://api.anthropic.com',
    // Without one the SDK would look for a profile on the disk.
    apiKey: apiKey ?? 'none',
    webhookKey: null,
    openTelemetry: false,
    maxRetries: 0,
    // The call's own deadline ends it; this is the longest that a timer can run.
    timeout: 2 ** 31 - 1,
    logLevel: 'off',
    fetch: withOwnHeaders(fetch, apiKey),
  });
  return withDefaultHeaders(client, {});
}
