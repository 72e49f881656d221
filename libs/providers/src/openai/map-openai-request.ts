import type { ChatBody } from '#contracts';
import type { ProviderCall } from '#fallback';
import { isRecord } from '../is-record.js';
import { withoutSignatures } from './without-signatures.js';

/** A body that names one has chosen. */
function limitField(body: ChatBody, newest: boolean): 'max_tokens' | 'max_completion_tokens' {
  if (typeof body.max_completion_tokens === 'number') return 'max_completion_tokens';
  if (typeof body.max_tokens === 'number') return 'max_tokens';
  return newest ? 'max_completion_tokens' : 'max_tokens';
}

/** What a stream costs is said only to who asks. */
const streaming = (options: unknown): Record<string, unknown> => ({
  stream: true,
  stream_options: { ...(isRecord(options) ? options : {}), include_usage: true },
});

/**
 * The body to send: the request's own, verbatim, but for the model, what the step sets, and streaming. `newest`: whoever
 * gets it knows OpenAI's newest names.
 */
export function mapOpenAIRequest(
  { request, model, settings }: ProviderCall,
  newest: boolean,
  streamed: boolean,
): Record<string, unknown> {
  if (request.url === '/v1/embeddings') return { ...request.body, model };
  const { stream: _stream, stream_options: streamOptions, ...body } = request.body;
  const mapped: Record<string, unknown> = { ...body, model, ...(streamed ? streaming(streamOptions) : {}) };
  if (newest) mapped['messages'] = withoutSignatures(body.messages);
  if (settings.temperature !== undefined) mapped['temperature'] = settings.temperature;
  if (settings.maxTokens !== undefined) {
    delete mapped['max_tokens'];
    delete mapped['max_completion_tokens'];
    mapped[limitField(body, newest)] = settings.maxTokens;
  }
  return mapped;
}
