import OpenAI, { type ClientOptions } from 'openai';
import type { Endpoint } from '../provider-adapter.js';

/** What is not named here the SDK takes from the environment, and would send to whoever is at the address. */
export const ownOptions = ({ apiKey, fetch }: Endpoint) =>
  ({
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // The call's own deadline ends it; this is the longest that a timer can run.
    timeout: 2 ** 31 - 1,
    logLevel: 'off',
    fetch,
  }) satisfies ClientOptions;

export const connectToOpenAI = (endpoint: Endpoint, address: string): OpenAI =>
  new OpenAI({
    ...ownOptions(endpoint),
    baseURL: endpoint.baseUrl ?? address,
    ...(endpoint.apiKey === null ? { defaultHeaders: { Authorization: null } } : {}),
  });
