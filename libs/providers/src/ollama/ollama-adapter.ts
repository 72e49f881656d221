// Not the main entry: for Node it reads an image that happens to be the name of a local file from the disk.
import { Ollama } from 'ollama/browser';
import type { ChatBody, ChatRequest, EmbeddingsBody, LlmRequest } from '#contracts';
import type { Completion, Failure, ProviderCall } from '#fallback';
import { isRecord } from '../is-record.js';
import { FittingBody } from '../parameters/fitting-body.js';
import { leftOut } from '../parameters/parameter-effect.js';
import { sendFitting } from '../parameters/send-fitting.js';
import type { Answer, ChatStream, Endpoint, ProviderAdapter } from '../provider-adapter.js';
import { badOllamaAnswer, checkOllamaAnswer } from './check-ollama-answer.js';
import { classifyOllamaError, refusedOllamaParameter } from './classify-ollama-error.js';
import { mapOllamaChatAnswer, mapOllamaEmbedAnswer, type AnswerStamp } from './map-ollama-answer.js';
import { unsupported } from './map-ollama-messages.js';
import { mapOllamaChatRequest, mapOllamaEmbedRequest } from './map-ollama-request.js';
import { inexpressibleAtOllama } from './ollama-parameters.js';
import { OllamaResponseError } from './ollama-response-error.js';
import { readOllamaStream } from './read-ollama-stream.js';

const warningsOf = ({ url, body }: LlmRequest): string[] =>
  inexpressibleAtOllama(url, body).map((parameter) => leftOut('Ollama', parameter));

async function embed(client: Ollama, body: EmbeddingsBody, model: string): Promise<Answer> {
  const asked = mapOllamaEmbedRequest(body, model);
  const answer = checkOllamaAnswer(await client.embed(asked), ({ embeddings }) =>
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
    const { request, model } = call;
    const client = this.#clientOf(signal);
    if (request.url === '/v1/embeddings') {
      return { ...(await embed(client, request.body, model)), warnings: warningsOf(request) };
    }
    const { answer, warnings } = await this.#fit(call, request, (body) => this.#chat(client, body, call));
    return { ...answer, warnings };
  }

  async stream(call: ProviderCall, signal: AbortSignal): Promise<ChatStream> {
    const { request, model, settings } = call;
    if (request.url !== '/v1/chat/completions') throw unsupported('to stream embeddings');
    const { answer, warnings } = await this.#fit(call, request, async (body) => {
      let pieces: Response['body'] = null;
      const client = this.#clientOf(signal, ({ body: taken }) => (pieces = taken));
      await client.chat(mapOllamaChatRequest(body, model, settings, true));
      return pieces!;
    });
    return { requestId: null, warnings, chunks: readOllamaStream(answer, this.#stamp()) };
  }

  classify(error: unknown): Failure {
    return classifyOllamaError(error, this.endpoint.apiKey, this.endpoint.clock.now());
  }

  /** Sends a chat without what Ollama and the model do not take. */
  async #fit<T>(
    { model }: ProviderCall,
    request: ChatRequest,
    send: (body: ChatBody) => Promise<T>,
  ): Promise<{ answer: T; warnings: string[] }> {
    const body = new FittingBody(model, { ...request.body });
    const answer = await sendFitting({
      body,
      to: { address: this.endpoint.baseUrl, model, effort: request.body['reasoning_effort'] },
      memory: this.endpoint.memory,
      send: (fields) => send(fields as ChatBody),
      refusedBy: refusedOllamaParameter,
    });
    return { answer, warnings: [...warningsOf(request), ...body.warnings] };
  }

  async #chat(client: Ollama, body: ChatBody, { model, settings }: ProviderCall): Promise<Answer> {
    const request = mapOllamaChatRequest(body, model, settings, false);
    const answer = checkOllamaAnswer(await client.chat(request), ({ message, done }) => {
      if (!isRecord(message)) return 'the answer has no message';
      return done === true ? null : 'the answer does not say that it is done';
    });
    return mapOllamaChatAnswer(answer, this.#stamp());
  }

  #stamp(): AnswerStamp {
    return { randomId: this.endpoint.randomId, now: this.endpoint.clock.now() };
  }

  /** The SDK's plain calls take no signal, so each call has a client of its own: a host, headers and this fetch. */
  #clientOf(signal: AbortSignal, answered: (response: Response) => void = () => undefined): Ollama {
    const { baseUrl, apiKey, fetch } = this.endpoint;
    return new Ollama({
      ...(baseUrl === null ? {} : { host: baseUrl }),
      ...(apiKey === null ? {} : { headers: { Authorization: `Bearer ${apiKey}` } }),
      fetch: async (url, init) => {
        const headers = new Headers(init?.headers);
        // At ollama.com the SDK takes one from the environment.
        if (apiKey === null) headers.delete('authorization');
        const response = await fetch(url, { ...init, headers, signal });
        if (!response.ok) throw await OllamaResponseError.of(response);
        if (response.body === null) throw badOllamaAnswer('the answer is empty');
        answered(response);
        return response;
      },
    });
  }
}
