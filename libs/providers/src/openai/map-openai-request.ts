import type { ChatBody } from '#contracts';
import type { ProviderCall } from '#fallback';

/** OpenAI's newer models refuse `max_tokens`; other servers know nothing else. A body that names one has chosen. */
function limitField(body: ChatBody, atOpenAI: boolean): 'max_tokens' | 'max_completion_tokens' {
  if (typeof body.max_completion_tokens === 'number') return 'max_completion_tokens';
  if (typeof body.max_tokens === 'number') return 'max_tokens';
  return atOpenAI ? 'max_completion_tokens' : 'max_tokens';
}

/**
 * The body to send: the request's own, verbatim, but for the model, what the step sets, and streaming (answers are
 * taken whole). `atOpenAI`: it goes to OpenAI itself, not to a server that speaks like it.
 */
export function mapOpenAIRequest(
  { request, model, settings }: ProviderCall,
  atOpenAI: boolean,
): Record<string, unknown> {
  if (request.url === '/v1/embeddings') return { ...request.body, model };
  const { stream: _stream, stream_options: _streamOptions, ...body } = request.body;
  const mapped: Record<string, unknown> = { ...body, model };
  if (settings.temperature !== undefined) mapped['temperature'] = settings.temperature;
  if (settings.maxTokens !== undefined) {
    delete mapped['max_tokens'];
    delete mapped['max_completion_tokens'];
    mapped[limitField(body, atOpenAI)] = settings.maxTokens;
  }
  return mapped;
}
