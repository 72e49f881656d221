import OpenAI, { type ClientOptions } from 'openai';
import type { Endpoint } from '../provider-adapter.js';
import { withDefaultHeaders } from '../with-default-headers.js';
import { buildOnce } from './build-once.js';

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

export function connectToOpenAI(endpoint: Endpoint, address: string): OpenAI {
  const { apiKey, baseUrl, fetch } = endpoint;
  const client = new OpenAI({
    ...ownOptions(endpoint),
    baseURL: baseUrl ?? address,
  });
  return buildOnce(withDefaultHeaders(client, apiKey === null ? { Authorization: null } : {}), fetch);
}
