import OpenAI from 'openai';
import type { LlmRequest } from '#contracts';
import type { Completion, Failure, ProviderCall } from '#fallback';
import { classifyOpenAIError } from './classify-openai-error.js';
import { FittingBody } from '../parameters/fitting-body.js';
import { mapOpenAIRequest } from './map-openai-request.js';
import { untakenBy } from './model-families.js';
import type { Answer, Endpoint, ProviderAdapter } from '../provider-adapter.js';
import { readOpenAIAnswer } from './read-openai-answer.js';
import { refusedOpenAIParameter } from './refused-openai-parameter.js';
import { sendFitting } from '../parameters/send-fitting.js';

const openAIAddress = 'https://api.openai.com/v1';

const paths: Record<LlmRequest['url'], string> = {
  '/v1/chat/completions': '/chat/completions',
  '/v1/embeddings': '/embeddings',
};

/** OpenAI, and every server that speaks like it. */
export class OpenAIAdapter implements ProviderAdapter {
  readonly stopTypes = { timeout: 'APIConnectionTimeoutError', cancelled: 'APIUserAbortError' };
  readonly #client: OpenAI;
  readonly #atOpenAI: boolean;

  constructor(private readonly endpoint: Endpoint) {
    this.#atOpenAI = (endpoint.baseUrl ?? openAIAddress) === openAIAddress;
    // What is not named here the SDK takes from the environment, and would send to whoever is at this address.
    this.#client = new OpenAI({
      baseURL: endpoint.baseUrl ?? openAIAddress,
      apiKey: endpoint.apiKey ?? 'none',
      ...(endpoint.apiKey === null ? { defaultHeaders: { Authorization: null } } : {}),
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      maxRetries: 0,
      // The call's own deadline ends it; this is the longest that a timer can run.
      timeout: 2 ** 31 - 1,
      logLevel: 'off',
      fetch: endpoint.fetch,
    });
  }

  async complete(call: ProviderCall, signal: AbortSignal): Promise<Completion> {
    const { request, model } = call;
    const body = new FittingBody(model, mapOpenAIRequest(call, this.#atOpenAI));
    for (const parameter of untakenBy(model)) {
      if (body.mayWithhold(parameter)) body.withhold(parameter);
    }
    const answer = await sendFitting({
      body,
      to: { address: this.endpoint.baseUrl, model, effort: body.fields['reasoning_effort'] },
      memory: this.endpoint.memory,
      send: (fields) => this.#send(request.url, fields, signal),
      refusedBy: refusedOpenAIParameter,
    });
    return { ...answer, warnings: body.warnings };
  }

  classify(error: unknown): Failure {
    return classifyOpenAIError(error, this.endpoint.apiKey, this.endpoint.clock.now());
  }

  async #send(url: LlmRequest['url'], body: object, signal: AbortSignal): Promise<Answer> {
    // `post` sends a body as it is; the SDK's `embeddings.create` would ask for base64 behind the caller's back.
    const response = await this.#client.post(paths[url], { body, signal }).asResponse();
    return readOpenAIAnswer(url, await response.text(), response.headers);
  }
}
