// Not the Node entry: that one takes keys, addresses and more from the environment, and loads Google's login.
import { GoogleGenAI, type Models } from '@google/genai/web';
import type { ChatBody, EmbeddingsBody } from '#contracts';
import type { Completion, Failure, ProviderCall } from '#fallback';
import { ClassifiedError } from '../failures/classified-error.js';
import { FittingBody } from '../parameters/fitting-body.js';
import { leftOut } from '../parameters/parameter-effect.js';
import { sendFitting } from '../parameters/send-fitting.js';
import type { Answer, ChatStream, Endpoint, ProviderAdapter } from '../provider-adapter.js';
import { classifyGeminiError } from './classify-gemini-error.js';
import { createGeminiFetch } from './gemini-fetch.js';
import { inexpressibleAtGemini } from './gemini-parameters.js';
import { mapGeminiChatAnswer, mapGeminiEmbedAnswer, type AnswerStamp } from './map-gemini-answer.js';
import { mapGeminiChatRequest, mapGeminiEmbedRequest } from './map-gemini-request.js';
import { isModelName } from './model-generation.js';
import { readGeminiStream } from './read-gemini-stream.js';
import { refusedGeminiParameter } from './refused-gemini-parameter.js';

const geminiAddress = 'https://generativelanguage.googleapis.com';

/** The only version that has every feature and every model; SDKs differ in their default. */
const apiVersion = 'v1beta';

type ChatRequest = ReturnType<typeof mapGeminiChatRequest>;

function checkName(model: string): void {
  if (isModelName(model)) return;
  throw new ClassifiedError('model_not_found', 'ApiError', 'no model of Gemini can have this name');
}

/** Google's Gemini, by an API key. */
export class GeminiAdapter implements ProviderAdapter {
  /** The SDK ends both by an abort. */
  readonly stopTypes = { timeout: 'AbortError', cancelled: 'AbortError' };
  readonly #models: Models;

  constructor(private readonly endpoint: Endpoint) {
    const { baseUrl, apiKey, fetch } = endpoint;
    this.#models = new GoogleGenAI({
      // The header below goes before it: the SDK throws on no key, and on keys of a shape that it reserves.
      apiKey: 'none',
      apiVersion,
      httpOptions: {
        baseUrl: baseUrl ?? geminiAddress,
        headers: { 'x-goog-api-key': apiKey ?? '' },
        fetch: createGeminiFetch(fetch),
      },
    }).models;
  }

  async complete(call: ProviderCall, signal: AbortSignal): Promise<Completion> {
    const { request, model } = call;
    checkName(model);
    if (request.url === '/v1/embeddings') {
      const warnings = this.#leftOut(call);
      return { ...(await this.#embed(model, request.body, signal)), warnings };
    }
    const { answer, warnings } = await this.#send(call, request.body, signal, (asked) =>
      this.#models.generateContent(asked),
    );
    return { ...mapGeminiChatAnswer(answer, this.#stamp(call)), warnings };
  }

  async stream(call: ProviderCall, signal: AbortSignal): Promise<ChatStream> {
    checkName(call.model);
    const { body } = call.request as { body: ChatBody };
    const { answer, warnings, candidates } = await this.#send(call, body, signal, (asked) =>
      this.#models.generateContentStream(asked),
    );
    // Gemini's id of a call is in its events only, where it becomes the answer's.
    return { requestId: null, warnings, chunks: readGeminiStream(answer, candidates, this.#stamp(call)) };
  }

  classify(error: unknown): Failure {
    return classifyGeminiError(error, this.endpoint.apiKey, this.endpoint.clock.now());
  }

  /** Sends a chat without what this model will not take. */
  async #send<T>(
    call: ProviderCall,
    chat: ChatBody,
    signal: AbortSignal,
    send: (asked: ChatRequest) => Promise<T>,
  ): Promise<{ answer: T; warnings: string[]; candidates: number }> {
    const { model, settings } = call;
    const warnings = this.#leftOut(call);
    const body = new FittingBody(model, { ...chat });
    const answer = await sendFitting({
      body,
      to: { address: this.endpoint.baseUrl, model, effort: chat['reasoning_effort'] },
      memory: this.endpoint.memory,
      send: (fields) => send(mapGeminiChatRequest(fields as ChatBody, model, settings, signal)),
      refusedBy: (error) => refusedGeminiParameter(error, body.fields),
    });
    const { n } = body.fields;
    return { answer, warnings: [...warnings, ...body.warnings], candidates: typeof n === 'number' ? n : 1 };
  }

  async #embed(model: string, body: EmbeddingsBody, signal: AbortSignal): Promise<Answer> {
    const asked = mapGeminiEmbedRequest(body, model, signal);
    const answer = await this.#models.embedContent(asked);
    return mapGeminiEmbedAnswer(answer, {
      model,
      inputs: asked.contents.length,
      encoding: body['encoding_format'],
    });
  }

  #leftOut({ request, model }: ProviderCall): string[] {
    return inexpressibleAtGemini(request.url, request.body, model).map((parameter) =>
      leftOut('Gemini', parameter),
    );
  }

  #stamp({ model }: ProviderCall): AnswerStamp {
    return { model, randomId: this.endpoint.randomId, now: this.endpoint.clock.now() };
  }
}
