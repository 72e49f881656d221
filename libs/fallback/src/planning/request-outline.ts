import type { LlmRequest } from '#contracts';
import { estimateTokens } from './estimate-tokens.js';
import { neededCapabilities } from './needed-capabilities.js';
import type { Capability } from '../config/capabilities.js';

type Part = Readonly<Record<string, unknown>>;

/** What shows a need, with nothing in it. */
const partsFor: Partial<Record<Capability, Part>> = {
  images: { type: 'image_url', image_url: { url: 'data:' } },
  images_by_address: { type: 'image_url', image_url: { url: 'https:' } },
  audio: { type: 'input_audio' },
  files: { type: 'file' },
};

/** A text of as many tokens by their estimate. Ropes of the engine: it takes next to no memory. */
const textOf = (tokens: number): string => ' '.repeat(4 * Math.max(0, tokens));

/** What of a request decides its plan, and nothing of what it says: planned as the request itself, and a hundredth of its size. */
export function requestOutline(request: LlmRequest): LlmRequest {
  const { custom_id, method, org, session, routing } = request;
  const kept = {
    custom_id,
    method,
    org,
    routing,
    metadata: {},
    ...(session === undefined ? {} : { session }),
  };
  return request.url === '/v1/embeddings'
    ? { ...kept, url: request.url, body: embeddingsOutline(request) }
    : { ...kept, url: request.url, body: chatOutline(request) };
}

type Chat = Extract<LlmRequest, { url: '/v1/chat/completions' }>;
type Embeddings = Extract<LlmRequest, { url: '/v1/embeddings' }>;

function embeddingsOutline(request: Embeddings): Embeddings['body'] {
  const { model } = request.body;
  const { input: tokens } = estimateTokens(request);
  const isText = !neededCapabilities(request).has('token_embeddings');
  return { model, input: isText ? textOf(tokens) : [[0], textOf(tokens - 1)] };
}

function chatOutline(request: Chat): Chat['body'] {
  const { body } = request;
  const needed = neededCapabilities(request);
  // An image that is given by its address shows both needs.
  const parts = [...needed].flatMap((need) =>
    need === 'images' && needed.has('images_by_address') ? [] : (partsFor[need] ?? []),
  );
  const { model, stream, max_tokens, max_completion_tokens, temperature } = body;
  const bare = {
    model,
    stream,
    max_tokens,
    max_completion_tokens,
    temperature,
    n: body['n'],
    ...(needed.has('tools') ? { tools: [null] } : {}),
    ...formatOf(needed, body['response_format']),
  };
  const withText = (text: string): Chat => ({
    ...request,
    body: { ...bare, messages: [{ role: 'user', content: [{ type: 'text', text }, ...parts] }] },
  });
  const missing = estimateTokens(request).input - estimateTokens(withText('')).input;
  return withText(textOf(missing)).body;
}

/** A preset sets none where there is one. */
function formatOf(needed: ReadonlySet<Capability>, format: unknown): Part {
  if (format === undefined || format === null) return {};
  const type = (['json_object', 'json_schema'] as const).find((known) => needed.has(known));
  return { response_format: type === undefined ? {} : { type } };
}
