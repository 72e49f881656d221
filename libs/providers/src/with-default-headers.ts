import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';

type DefaultHeaders = Readonly<Record<string, string | null>>;

/**
 * Gives a client these default headers and no others. Both SDKs add what is in OPENAI_CUSTOM_HEADERS or
 * ANTHROPIC_CUSTOM_HEADERS to those that their constructor is given, before the key, and have no option against it.
 */
export function withDefaultHeaders<Client extends OpenAI | Anthropic>(
  client: Client,
  headers: DefaultHeaders,
): Client {
  const { _options: options } = client as unknown as { _options: { defaultHeaders?: DefaultHeaders } };
  options.defaultHeaders = headers;
  return client;
}
