import type Anthropic from '@anthropic-ai/sdk';
import type { ChatBody } from '#contracts';
import type { Completion, Failure, ProviderCall } from '#fallback';
import { FittingBody } from '../parameters/fitting-body.js';
import { leftOut } from '../parameters/parameter-effect.js';
import { sendFitting } from '../parameters/send-fitting.js';
import type { ChatStream, Endpoint, ProviderAdapter } from '../provider-adapter.js';
import { createAnthropicClient } from './anthropic-client.js';
import { inexpressibleAtAnthropic } from './anthropic-parameters.js';
import { bad } from './bad-anthropic-answer.js';
import { classifyAnthropicError } from './classify-anthropic-error.js';
import { claudeTraits } from './claude-models.js';
import { mapAnthropicEvents } from './map-anthropic-events.js';
import { mapAnthropicRequest, type MessagesRequest } from './map-anthropic-request.js';
import { samplingParameters } from './map-anthropic-sampling.js';
import { readAnthropicAnswer } from './read-anthropic-answer.js';
import { readAnthropicEvents } from './read-anthropic-events.js';
import { refusedAnthropicParameter } from './refused-anthropic-parameter.js';
import { withoutEmbeddings } from './unsupported-request.js';

/** A 200, its body not read yet. */
interface Accepted {
  readonly response: Response;
  readonly jsonInWords: boolean;
  readonly warnings: readonly string[];
}

/** The body of a chat without what its model is known not to take. */
function fittingBody({ model, settings }: ProviderCall, body: ChatBody): FittingBody {
  const { temperature = body.temperature } = settings;
  const fitting = new FittingBody(model, { ...body, temperature });
  if (claudeTraits(model).samples) return fitting;
  for (const parameter of samplingParameters) fitting.withhold(parameter);
  return fitting;
}

/** Anthropic's Messages API. */
export class AnthropicAdapter implements ProviderAdapter {
  readonly stopTypes = { timeout: 'APIConnectionTimeoutError', cancelled: 'APIUserAbortError' };
  readonly #client: Anthropic;

  constructor(private readonly endpoint: Endpoint) {
    this.#client = createAnthropicClient(endpoint);
  }

  async complete(call: ProviderCall, signal: AbortSignal): Promise<Completion> {
    const accepted = await this.#send(call, false, signal);
    const answer = readAnthropicAnswer(await accepted.response.text(), this.#reading(accepted));
    return { ...answer, warnings: accepted.warnings };
  }

  async stream(call: ProviderCall, signal: AbortSignal): Promise<ChatStream> {
    const accepted = await this.#send(call, true, signal);
    const { response, warnings } = accepted;
    const reading = this.#reading(accepted);
    if (/json|html/i.test(response.headers.get('content-type') ?? '')) {
      readAnthropicAnswer(await response.text(), reading);
      throw bad('the answer is not a stream');
    }
    return {
      requestId: response.headers.get('request-id'),
      warnings,
      chunks: mapAnthropicEvents(readAnthropicEvents(response, this.#client), reading),
    };
  }

  classify(error: unknown): Failure {
    return classifyAnthropicError(error, this.endpoint.apiKey, this.endpoint.clock.now());
  }

  async #send(call: ProviderCall, stream: boolean, signal: AbortSignal): Promise<Accepted> {
    const { request, model, settings } = call;
    if (request.url === '/v1/embeddings') throw withoutEmbeddings();
    const foreign = inexpressibleAtAnthropic(request.body).map((parameter) =>
      leftOut('Anthropic', parameter),
    );
    const body = fittingBody(call, request.body);
    const { response, mapped } = await sendFitting({
      body,
      to: { address: this.endpoint.baseUrl, model, effort: request.body['reasoning_effort'] },
      memory: this.endpoint.memory,
      send: async (fields) => {
        const mapped = mapAnthropicRequest(fields as ChatBody, model, settings);
        return { mapped, response: await this.#post(mapped, stream, signal) };
      },
      refusedBy: refusedAnthropicParameter,
    });
    const { jsonInWords } = mapped;
    return { response, jsonInWords, warnings: [...foreign, ...body.warnings, ...mapped.warnings] };
  }

  /** Not `messages.create`: it prints to the console when a model is old. */
  #post({ version, body }: MessagesRequest, stream: boolean, signal: AbortSignal): Promise<Response> {
    return this.#client
      .post('/v1/messages', {
        body: stream ? { ...body, stream } : body,
        headers: { 'anthropic-version': version },
        signal,
      })
      .asResponse();
  }

  #reading({ response, jsonInWords }: Accepted) {
    const { randomId, clock } = this.endpoint;
    return { headers: response.headers, jsonInWords, randomId, now: clock.now() };
  }
}
