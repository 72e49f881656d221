import type { ChatRequest, EmbedRequest, Options, Tool } from 'ollama/browser';
import type { ChatBody, EmbeddingsBody } from '#contracts';
import type { StepSettings } from '#fallback';
import { isRecord } from '../is-record.js';
import { mapOllamaMessages, unsupported } from './map-ollama-messages.js';

function withoutNulls(options: Record<string, unknown>): Partial<Options> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== null),
  );
}

function mapOptions(body: ChatBody, settings: StepSettings): Partial<Options> {
  const { stop } = body;
  return withoutNulls({
    temperature: settings.temperature ?? body.temperature,
    num_predict: settings.maxTokens ?? body.max_completion_tokens ?? body.max_tokens,
    top_p: body.top_p,
    top_k: body['top_k'],
    min_p: body['min_p'],
    seed: body['seed'],
    frequency_penalty: body['frequency_penalty'],
    presence_penalty: body['presence_penalty'],
    stop: typeof stop === 'string' ? [stop] : stop,
  });
}

/** `response_format` → `format`: any JSON, or JSON of a schema. */
function mapFormat(format: unknown): string | object | undefined {
  if (!isRecord(format)) return undefined;
  if (format['type'] === 'json_object') return 'json';
  const described = format['json_schema'];
  return isRecord(described) && isRecord(described['schema']) ? described['schema'] : undefined;
}

/** Ollama has no `tool_choice`; its `none` is to offer no tools. */
function mapTools(body: ChatBody): Tool[] {
  const { tools } = body;
  if (!Array.isArray(tools) || body['tool_choice'] === 'none') return [];
  if (!tools.every((tool) => isRecord(tool) && tool['type'] === 'function')) {
    throw unsupported('a tool that is not a function');
  }
  return tools as Tool[];
}

type Think = boolean | 'low' | 'medium' | 'high';

const thinking: ReadonlyMap<unknown, Think> = new Map<string, Think>([
  ['none', false],
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
]);

/** A Chat Completions request → one of Ollama's `/api/chat`. */
export function mapOllamaChatRequest<S extends boolean>(
  body: ChatBody,
  model: string,
  settings: StepSettings,
  stream: S,
): ChatRequest & { stream: S } {
  const format = mapFormat(body['response_format']);
  const tools = mapTools(body);
  const think = thinking.get(body['reasoning_effort']);
  const { logprobs, top_logprobs } = body;
  return {
    model,
    messages: mapOllamaMessages(body.messages),
    stream,
    ...(tools.length === 0 ? {} : { tools }),
    ...(format === undefined ? {} : { format }),
    ...(think === undefined ? {} : { think }),
    ...(logprobs === true ? { logprobs } : {}),
    ...(typeof top_logprobs === 'number' ? { top_logprobs } : {}),
    options: mapOptions(body, settings),
  };
}

/** An Embeddings request → one of Ollama's `/api/embed`. */
export function mapOllamaEmbedRequest(body: EmbeddingsBody, model: string): EmbedRequest {
  const inputs = typeof body.input === 'string' ? [body.input] : body.input;
  if (!inputs.every((input) => typeof input === 'string')) throw unsupported('to embed tokens; send text');
  const { dimensions } = body;
  return { model, input: inputs, ...(typeof dimensions === 'number' ? { dimensions } : {}) };
}
