import Anthropic from '@anthropic-ai/sdk';
import { buildOnce } from '../http/build-once.js';
import type { Endpoint } from '../provider-adapter.js';
import { withDefaultHeaders } from '../with-default-headers.js';

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
    fetch,
  });
  return buildOnce(withDefaultHeaders(client, {}), {
    fetch,
    sent: ['accept', 'anthropic-version', 'content-type', 'user-agent'],
    ...(apiKey !== null && { own: { authorization: `Bearer ${apiKey}` } }),
  });
}
