// Not the main entry: for Node it reads an image that happens to be the name of a local file from the disk.
import { Ollama, type ChatRequest } from 'ollama/browser';
import type { ChatBody, EmbeddingsBody } from '#contracts';
import type { Completion, Failure, ProviderCall } from '#fallback';
import { ClassifiedError } from '../failures/classified-error.js';
import { classifyOllamaError, refusedOllamaParameter } from './classify-ollama-error.js';
import { errorText } from '../failures/error-text.js';
import { FittingBody } from '../parameters/fitting-body.js';
import { isRecord } from '../is-record.js';
import { mapOllamaChatAnswer, mapOllamaEmbedAnswer } from './map-ollama-answer.js';
import { mapOllamaChatRequest, mapOllamaEmbedRequest } from './map-ollama-request.js';
import { inexpressibleAtOllama } from './ollama-parameters.js';
import { OllamaResponseError } from './ollama-response-error.js';
import { leftOut } from '../parameters/parameter-effect.js';
import type { Answer, Endpoint, ProviderAdapter } from '../provider-adapter.js';
import { sendFitting } from '../parameters/send-fitting.js';

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

async function embed(client: Ollama, body: EmbeddingsBody, model: string): Promise<Answer> {
  const asked = mapOllamaEmbedRequest(body, model);
  const answer = check(await client.embed(asked), ({ embeddings }) =>
    Array.isArray(embeddings) && embeddings.length === asked.input.length
      ? null
      : 'the answer does not have an embedding for each input',
  );
  return mapOllamaEmbedAnswer(answer, body['encoding_format']);
}

export class OllamaAdapter implements ProviderAdapter {
  readonly stopTypes = { timeout: 'TimeoutError', cancelled: 'AbortError' };

  constructor(private readonly endpoint: Endpoint) {}

  async complete(call: ProviderCall, signal: AbortSignal): Promise<Completion> {
    const { request, model, settings } = call;
    const client = this.#clientOf(signal);
    const foreign = inexpressibleAtOllama(request.url, request.body);
    const warnings = foreign.map((parameter) => leftOut('Ollama', parameter));
    if (request.url === '/v1/embeddings') return { ...(await embed(client, request.body, model)), warnings };
    const body = new FittingBody(model, { ...request.body });
    const answer = await sendFitting({
      body,
      to: { address: this.endpoint.baseUrl, model, effort: request.body['reasoning_effort'] },
      memory: this.endpoint.memory,
      send: (fields) => this.#chat(client, mapOllamaChatRequest(fields as ChatBody, model, settings)),
      refusedBy: refusedOllamaParameter,
    });
    return { ...answer, warnings: [...warnings, ...body.warnings] };
  }

  classify(error: unknown): Failure {
    return classifyOllamaError(error, this.endpoint.apiKey, this.endpoint.clock.now());
  }

  async #chat(client: Ollama, request: ChatRequest & { stream: false }): Promise<Answer> {
    const answer = check(await client.chat(request), ({ message, done }) => {
      if (!isRecord(message)) return 'the answer has no message';
      return done === true ? null : 'the answer does not say that it is done';
    });
    return mapOllamaChatAnswer(answer, { randomId: this.endpoint.randomId, now: this.endpoint.clock.now() });
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
