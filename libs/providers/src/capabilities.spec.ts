import { describe, expect, it } from '@jest/globals';
import type { ChatBody, EmbeddingsBody } from '#contracts';
import { supportOf, type Capability, type DispensableParameter, type Support } from '#fallback';
import { inexpressibleAtAnthropic } from './anthropic/anthropic-parameters.js';
import { mapAnthropicRequest } from './anthropic/map-anthropic-request.js';
import { withoutEmbeddings } from './anthropic/unsupported-request.js';
import { inexpressibleAtGemini } from './gemini/gemini-parameters.js';
import { mapGeminiChatRequest, mapGeminiEmbedRequest } from './gemini/map-gemini-request.js';
import { inexpressibleAtOllama } from './ollama/ollama-parameters.js';
import { mapOllamaChatRequest, mapOllamaEmbedRequest } from './ollama/map-ollama-request.js';
import { mapOpenAIRequest } from './openai/map-openai-request.js';
import { chatCall, embeddingsCall } from './provider-call.fixture.js';

type Asked = { readonly chat: Partial<ChatBody> } | { readonly embed: EmbeddingsBody };

const saying = (part: object): Asked => ({ chat: { messages: [{ role: 'user', content: [part] }] } });
const schema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const tools = [{ type: 'function', function: { name: 'f', parameters: schema } }];

/** A request that asks for just this. */
const requests: Record<Capability | Exclude<DispensableParameter, 'stream'>, Asked> = {
  chat: { chat: {} },
  tools: { chat: { tools } },
  images: saying({ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }),
  images_by_address: saying({ type: 'image_url', image_url: { url: 'https://a.example/b.png' } }),
  audio: saying({ type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }),
  files: saying({ type: 'file', file: { file_data: 'data:application/pdf;base64,JVBERi0=' } }),
  json_object: { chat: { response_format: { type: 'json_object' } } },
  json_schema: { chat: { response_format: { type: 'json_schema', json_schema: { name: 's', schema } } } },
  embeddings: { embed: { input: ['a', 'b'] } },
  token_embeddings: { embed: { input: [1, 2] } },
  tool_choice: { chat: { tools, tool_choice: 'required' } },
  parallel_tool_calls: { chat: { tools, parallel_tool_calls: false } },
  n: { chat: { n: 2 } },
  logprobs: { chat: { logprobs: true } },
  seed: { chat: { seed: 7 } },
  reasoning_effort: { chat: { reasoning_effort: 'low' } },
};

/** The warnings and the parameters that are left out on the way; throws where the request is refused. */
type Mapping = (asked: Asked) => readonly string[];

const { signal } = new AbortController();
const bodyOf = ({ chat }: Extract<Asked, { chat: unknown }>): ChatBody =>
  chatCall('m', chat).request.body as ChatBody;

const mappings: Record<'anthropic' | 'gemini' | 'ollama', Mapping> = {
  anthropic(asked) {
    if ('embed' in asked) throw withoutEmbeddings();
    const body = bodyOf(asked);
    return [...inexpressibleAtAnthropic(body), ...mapAnthropicRequest(body, 'claude-opus-4-6', {}).warnings];
  },
  gemini(asked) {
    const model = 'gemini-3-pro';
    if ('embed' in asked) {
      mapGeminiEmbedRequest(asked.embed, model, signal);
      return inexpressibleAtGemini('/v1/embeddings', asked.embed, model);
    }
    const body = bodyOf(asked);
    mapGeminiChatRequest(body, model, {}, signal);
    return inexpressibleAtGemini('/v1/chat/completions', body, model);
  },
  ollama(asked) {
    if ('embed' in asked) {
      mapOllamaEmbedRequest(asked.embed, 'm');
      return inexpressibleAtOllama('/v1/embeddings', asked.embed);
    }
    const body = bodyOf(asked);
    mapOllamaChatRequest(body, 'm', {}, false);
    return inexpressibleAtOllama('/v1/chat/completions', body);
  },
};

function observed(mapping: Mapping, asked: Asked): Support {
  try {
    const lost = mapping(asked);
    if (lost.length === 0) return 'yes';
    return lost.some((text) => text.includes('in words')) ? 'in words' : 'left out';
  } catch (error) {
    expect(error).toMatchObject({ message: expect.stringMatching(/cannot be asked this|has no embeddings/) });
    return 'no';
  }
}

describe('D8 what each format is said to carry', () => {
  it.each(Object.keys(mappings) as (keyof typeof mappings)[])('is what the adapter does: %s', (kind) => {
    const { stream, ...said } = supportOf[kind];
    expect(stream).toBe('yes');
    const done = Object.entries(requests).map(([what, asked]) => [what, observed(mappings[kind], asked)]);
    expect(Object.fromEntries(done)).toEqual(said);
  });

  it('is all that OpenAI has words for, where its own format is spoken', () => {
    for (const asked of Object.values(requests)) {
      const call = 'embed' in asked ? embeddingsCall('m', asked.embed) : chatCall('m', asked.chat);
      expect(mapOpenAIRequest(call, true, false)).toMatchObject(call.request.body);
    }
    for (const kind of ['openai', 'azure', 'openrouter', 'together'] as const) {
      expect(new Set(Object.values(supportOf[kind]))).toEqual(new Set(['yes']));
    }
  });
});
