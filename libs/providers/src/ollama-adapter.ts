// Not the main entry: for Node it reads an image that happens to be the name of a local file from the disk.
import { Ollama } from 'ollama/browser';
import type { Completion, Failure, ProviderCall } from '#fallback';
import { ClassifiedError } from './classified-error.js';
import { classifyOllamaError } from './classify-ollama-error.js';
import { errorText } from './error-text.js';
import { isRecord } from './is-record.js';
import { mapOllamaChatAnswer, mapOllamaEmbedAnswer } from './map-ollama-answer.js';
import { mapOllamaChatRequest, mapOllamaEmbedRequest } from './map-ollama-request.js';
import { OllamaResponseError } from './ollama-response-error.js';
import type { Endpoint, ProviderAdapter } from './provider-adapter.js';

const bad = (message: string): ClassifiedError =>
  new ClassifiedError('bad_response', 'ResponseError', message, 200);

/** An answer is one if it carries no error and `has` what it is for. */
function check<T>(answer: T, has: (fields: Record<string, unknown>) => string | null): T {
  if (!isRecord(answer)) throw bad('the answer is JSON, but not an object');
  if ('error' in answer) throw bad(errorText(answer['error']) ?? 'the answer is an error without a message');
  const missing = has(answer);
  if (missing !== null) throw bad(missing);
  return answer;
}

export class OllamaAdapter implements ProviderAdapter {
  readonly stopTypes = { timeout: 'TimeoutError', cancelled: 'AbortError' };

  constructor(private readonly endpoint: Endpoint) {}

  async complete(call: ProviderCall, signal: AbortSignal): Promise<Completion> {
    const { request, model, settings } = call;
    const client = this.#clientOf(signal);
    if (request.url === '/v1/embeddings') {
      const asked = mapOllamaEmbedRequest(request.body, model);
      const answer = check(await client.embed(asked), ({ embeddings }) =>
        Array.isArray(embeddings) && embeddings.length === asked.input.length
          ? null
          : 'the answer does not have an embedding for each input',
      );
      return mapOllamaEmbedAnswer(answer, request.body['encoding_format']);
    }
    const answer = check(
      await client.chat(mapOllamaChatRequest(request.body, model, settings)),
      ({ message, done }) => {
        if (!isRecord(message)) return 'the answer has no message';
        return done === true ? null : 'the answer does not say that it is done';
      },
    );
    return mapOllamaChatAnswer(answer, { randomId: this.endpoint.randomId, now: this.endpoint.clock.now() });
  }

  classify(error: unknown): Failure {
    return classifyOllamaError(error, this.endpoint.apiKey, this.endpoint.clock.now());
  }

  /** The SDK's plain calls take no signal, so each call has a client of its own: a host, headers and this fetch. */
  #clientOf(signal: AbortSignal): Ollama {
    const { baseUrl, apiKey, fetch } = this.endpoint;
    return new Ollama({
      ...(baseUrl === null ? {} : { host: baseUrl }),
      ...(apiKey === null ? {} : { headers: { Authorization: `Bearer ${apiKey}` } }),
      fetch: async (url, init) => {
        const response = await fetch(url, { ...init, signal });
        if (!response.ok) throw await OllamaResponseError.of(response);
        return response;
      },
    });
  }
}
