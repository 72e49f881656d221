import type OpenAI from 'openai';
import type { LlmRequest } from '#contracts';
import type { Completion, Failure, ProviderCall } from '#fallback';
import { FittingBody } from '../parameters/fitting-body.js';
import { sendFitting } from '../parameters/send-fitting.js';
import type { ChatStream, Endpoint, ProviderAdapter } from '../provider-adapter.js';
import { classifyOpenAIError } from './classify-openai-error.js';
import { mapOpenAIRequest } from './map-openai-request.js';
import { untakenBy } from './model-families.js';
import { openAIDialect, type OpenAIDialect } from './openai-dialect.js';
import { readOpenAIAnswer } from './read-openai-answer.js';
import { readOpenAIStream } from './read-openai-stream.js';
import { refusedOpenAIParameter } from './refused-openai-parameter.js';
import { requestIdOf } from './request-id.js';

const paths: Record<LlmRequest['url'], string> = {
  '/v1/chat/completions': '/chat/completions',
  '/v1/embeddings': '/embeddings',
};

interface Asking<T> {
  readonly call: ProviderCall;
  readonly streamed: boolean;
  readonly signal: AbortSignal;
  readonly read: (response: Response) => T | Promise<T>;
}

/** OpenAI, and everyone who speaks a dialect of its format. */
export class OpenAIAdapter implements ProviderAdapter {
  readonly stopTypes = { timeout: 'APIConnectionTimeoutError', cancelled: 'APIUserAbortError' };
  readonly #client: OpenAI;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly dialect: OpenAIDialect = openAIDialect,
  ) {
    this.#client = dialect.connect(endpoint);
  }

  async complete(call: ProviderCall, signal: AbortSignal): Promise<Completion> {
    const read = async (response: Response) =>
      readOpenAIAnswer(call.request.url, await response.text(), response.headers);
    const { answer, warnings } = await this.#ask({ call, streamed: false, signal, read });
    return { ...answer, warnings };
  }

  async stream(call: ProviderCall, signal: AbortSignal): Promise<ChatStream> {
    const asked = call.request.url === '/v1/chat/completions' ? call.request.body['n'] : null;
    const read = (response: Response) => ({
      requestId: requestIdOf(response.headers),
      chunks: readOpenAIStream(response, this.#client, typeof asked === 'number' ? asked : 1),
    });
    const { answer, warnings } = await this.#ask({ call, streamed: true, signal, read });
    return { ...answer, warnings };
  }

  classify(error: unknown): Failure {
    const { apiKey, clock } = this.endpoint;
    return classifyOpenAIError(error, { apiKey, now: clock.now(), rules: this.dialect.rules });
  }

  async #ask<T>({ call, streamed, signal, read }: Asking<T>): Promise<{ answer: T; warnings: string[] }> {
    const { request } = call;
    const { model, query } = this.dialect.addressee(call.model);
    const newest = this.dialect.knowsNewestNames(this.endpoint);
    const body = new FittingBody(model, mapOpenAIRequest({ ...call, model }, newest, streamed));
    for (const parameter of untakenBy(model)) {
      if (body.mayWithhold(parameter)) body.withhold(parameter);
    }
    const answer = await sendFitting({
      body,
      to: { address: this.endpoint.baseUrl, model: call.model, effort: body.fields['reasoning_effort'] },
      memory: this.endpoint.memory,
      // `post` sends a body as it is; the SDK's `embeddings.create` would ask for base64 behind the caller's back.
      send: async (fields) =>
        read(
          await this.#client
            .request({
              method: 'post',
              path: paths[request.url],
              body: fields,
              signal,
              ...(query && { query }),
            })
            .asResponse(),
        ),
      refusedBy: refusedOpenAIParameter,
    });
    return { answer, warnings: body.warnings };
  }
}
