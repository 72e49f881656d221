import OpenAI, { type ClientOptions } from 'openai';
import { buildOnce, type Sending } from '../http/build-once.js';
import type { Endpoint } from '../provider-adapter.js';
import { withDefaultHeaders } from '../with-default-headers.js';

/** What is not named here the SDK takes from the environment, and would send to whoever is at the address. */
export const ownOptions = ({ apiKey, fetch }: Endpoint) =>
  ({
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch,
  }) satisfies ClientOptions;

/** How the SDK's clients send, those of Azure too. */
export const ownSending = ({ fetch }: Endpoint): Sending => ({
  fetch,
  sent: ['accept', 'api-key', 'authorization', 'content-type', 'user-agent'],
});

export function connectToOpenAI(endpoint: Endpoint, address: string): OpenAI {
  const { apiKey, baseUrl } = endpoint;
  const client = new OpenAI({
    ...ownOptions(endpoint),
    baseURL: baseUrl ?? address,
  });
  return buildOnce(
    withDefaultHeaders(client, apiKey === null ? { Authorization: null } : {}),
    ownSending(endpoint),
  );
}
