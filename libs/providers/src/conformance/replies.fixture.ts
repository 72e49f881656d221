import type { ProviderKind } from '#fallback';
import type { Format } from './conforming-providers.fixture.js';
import type { Reaction, Reply, Said } from './conformance-case.fixture.js';
import { sayOnOwnWire } from './own-wire.fixture.js';

export type Replies = Extract<Reaction, { does: 'send' }>['replies'];

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** The same for all who share a format. */
export const byFormat = (reply: (format: Format) => Reply): Record<ProviderKind, Reply> => ({
  openai: reply('openai'),
  azure: reply('openai'),
  openrouter: reply('openai'),
  together: reply('openai'),
  anthropic: reply('anthropic'),
  gemini: reply('gemini'),
  ollama: reply('ollama'),
});

export const openaiError = (status: number, error: object, headers = {}): Reply =>
  json(status, { error }, headers);

/** OpenRouter's errors have their status as their code. */
export const openrouterError = (code: number, message: string, headers = {}): Reply =>
  json(code, { error: { code, message } }, headers);

export const anthropicError = (status: number, type: string, message: string, headers = {}): Reply =>
  json(status, { type: 'error', error: { type, message }, request_id: 'req_011' }, headers);

export const geminiError = (
  code: number,
  status: string,
  message: string,
  details: readonly object[] = [],
): Reply => json(code, { error: { code, message, status, ...(details.length === 0 ? {} : { details }) } });

export const ollamaError = (status: number, error: string, headers = {}): Reply =>
  json(status, { error }, headers);

const brief: Said = { text: 'one', calls: [], finish: 'stop', usage: { input: 11, output: 3 } };

/** Two answers in one, of those who can. */
export function twice(): Replies {
  const choices = ['one', 'two'].map((content, index) => ({
    index,
    message: { role: 'assistant', content, refusal: null },
    logprobs: null,
    finish_reason: 'stop',
  }));
  const candidates = ['one', 'two'].map((text, index) => ({
    content: { parts: [{ text }], role: 'model' },
    index,
    finishReason: 'STOP',
  }));
  return byFormat((format) => {
    const { body, ...rest } = sayOnOwnWire(format, brief, false);
    const single = JSON.parse(body) as object;
    const both = { openai: { choices }, gemini: { candidates }, anthropic: {}, ollama: {} }[format];
    return { ...rest, body: JSON.stringify({ ...single, ...both }) };
  });
}

/** A stream that stops short of its end, its connection closed in order. */
export function cutStream(): Replies {
  const said: Said = { ...brief, text: 'Hello from the other side' };
  return byFormat((format) => {
    const { body, ...rest } = sayOnOwnWire(format, said, true);
    return { ...rest, body: body.slice(0, body.indexOf('other')) };
  });
}

/** Tokens that were read from a cache, and tokens that were thought: 5 of 16, and 20 of 23. */
export function counted(): Replies {
  const usages: Record<Format, object> = {
    openai: {
      usage: {
        prompt_tokens: 16,
        completion_tokens: 23,
        total_tokens: 39,
        prompt_tokens_details: { cached_tokens: 5 },
        completion_tokens_details: { reasoning_tokens: 20 },
      },
    },
    anthropic: {
      usage: {
        input_tokens: 11,
        cache_read_input_tokens: 5,
        output_tokens: 23,
        output_tokens_details: { thinking_tokens: 20 },
      },
    },
    gemini: {
      usageMetadata: {
        promptTokenCount: 16,
        cachedContentTokenCount: 5,
        candidatesTokenCount: 3,
        thoughtsTokenCount: 20,
        totalTokenCount: 39,
      },
    },
    ollama: {},
  };
  return byFormat((format) => {
    const { body, ...rest } = sayOnOwnWire(format, brief, false);
    return { ...rest, body: JSON.stringify({ ...(JSON.parse(body) as object), ...usages[format] }) };
  });
}

/** OpenAI's models have a field to say no in; others say it in their text. */
export function refused(): Replies {
  const message = { role: 'assistant', content: null, refusal: 'I cannot help with that.' };
  return byFormat((format) => {
    const { body, ...rest } = sayOnOwnWire(format, brief, false);
    const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
    return { ...rest, body: JSON.stringify({ ...(JSON.parse(body) as object), choices }) };
  });
}
