import type { LlmRequest } from '#contracts';
import { always, inexpressible, type Expressible } from '../parameters/inexpressible.js';
import { isSeed } from './map-gemini-request.js';
import { mapGeminiThinking } from './map-gemini-thinking.js';

/** What Gemini's API has words for, and for which of its values. */
const expressible: Record<LlmRequest['url'], Expressible<[model: string]>> = {
  '/v1/chat/completions': new Map<string, (value: unknown, model: string) => boolean>([
    ...[
      'model',
      'messages',
      'tools',
      'tool_choice',
      'response_format',
      'stream',
      'stream_options',
      'temperature',
      'max_tokens',
      'max_completion_tokens',
      'top_p',
      'top_k',
      'n',
      'stop',
      'frequency_penalty',
      'presence_penalty',
      'logprobs',
      'top_logprobs',
    ].map((parameter) => [parameter, always] as const),
    ['seed', isSeed],
    ['reasoning_effort', (effort, model) => mapGeminiThinking(effort, model) !== null],
  ]),
  '/v1/embeddings': new Map([
    ['model', always],
    ['input', always],
    ['dimensions', always],
    ['encoding_format', (value: unknown): boolean => value === 'base64'],
  ]),
};

/** The parameters of a request that Gemini cannot be given, and that an answer is different without. */
export const inexpressibleAtGemini = (url: LlmRequest['url'], body: object, model: string): string[] =>
  inexpressible(body, expressible[url], model);
