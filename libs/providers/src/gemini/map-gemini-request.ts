import type {
  EmbedContentParameters,
  GenerateContentConfig,
  GenerateContentParameters,
} from '@google/genai/web';
import type { ChatBody, EmbeddingsBody } from '#contracts';
import type { StepSettings } from '#fallback';
import { isRecord } from '../is-record.js';
import { mapGeminiContents } from './map-gemini-contents.js';
import { mapGeminiThinking } from './map-gemini-thinking.js';
import { mapGeminiTools } from './map-gemini-tools.js';
import { unsupported } from './not-an-answer.js';

/** What Gemini's API takes as a seed: 32 bits. */
export const isSeed = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) === ((value as number) | 0);

/** `response_format` → JSON, of a schema if there is one. */
function mapFormat(format: unknown): GenerateContentConfig {
  if (!isRecord(format)) return {};
  const { type, json_schema: described } = format;
  if (type !== 'json_object' && type !== 'json_schema') return {};
  const schema = isRecord(described) ? described['schema'] : undefined;
  return {
    responseMimeType: 'application/json',
    ...(isRecord(schema) ? { responseJsonSchema: schema } : {}),
  };
}

function mapLogprobs({ logprobs, top_logprobs: top }: ChatBody): GenerateContentConfig {
  if (logprobs !== true) return {};
  return { responseLogprobs: true, ...(typeof top === 'number' && top > 0 ? { logprobs: top } : {}) };
}

function withoutNulls(config: Record<string, unknown>): GenerateContentConfig {
  return Object.fromEntries(
    Object.entries(config).filter(([, value]) => value !== undefined && value !== null),
  );
}

/** A Chat Completions request → one of `generateContent`, whole or streamed. */
export function mapGeminiChatRequest(
  body: ChatBody,
  model: string,
  settings: StepSettings,
  abortSignal: AbortSignal,
): GenerateContentParameters {
  const { contents, systemInstruction } = mapGeminiContents(body.messages, model);
  const { stop, seed } = body;
  const config = withoutNulls({
    systemInstruction,
    temperature: settings.temperature ?? body.temperature,
    maxOutputTokens: settings.maxTokens ?? body.max_completion_tokens ?? body.max_tokens,
    topP: body.top_p,
    topK: body['top_k'],
    candidateCount: body['n'],
    seed: isSeed(seed) ? seed : null,
    presencePenalty: body['presence_penalty'],
    frequencyPenalty: body['frequency_penalty'],
    stopSequences: typeof stop === 'string' ? [stop] : stop,
    thinkingConfig: mapGeminiThinking(body['reasoning_effort'], model),
    ...mapFormat(body['response_format']),
    ...mapLogprobs(body),
    ...mapGeminiTools(body['tools'], body['tool_choice']),
    abortSignal,
    // The SDK would else send further requests of its own for an answer that is too long for one.
    automaticContinuation: false,
    automaticFunctionCalling: { disable: true },
  });
  return { model, contents, config };
}

/** An Embeddings request → one of `embedContent`: a content for each input, or the newer models embed all as one. */
export function mapGeminiEmbedRequest(
  body: EmbeddingsBody,
  model: string,
  abortSignal: AbortSignal,
): EmbedContentParameters & { readonly contents: readonly unknown[] } {
  const inputs = typeof body.input === 'string' ? [body.input] : body.input;
  const { dimensions } = body;
  const contents = inputs.map((text) => {
    if (typeof text !== 'string') throw unsupported('to embed tokens; send text');
    return { parts: [{ text }] };
  });
  if (contents.length === 0) throw unsupported('to embed nothing');
  return {
    model,
    contents,
    config: { abortSignal, ...(typeof dimensions === 'number' ? { outputDimensionality: dimensions } : {}) },
  };
}
