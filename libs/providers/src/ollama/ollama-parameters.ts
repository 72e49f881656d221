import type { LlmRequest } from '#contracts';
import { always, inexpressible, type Expressible } from '../parameters/inexpressible.js';

const oneOf =
  (...values: readonly unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value);

/** What Ollama's API has words for, and for which of its values. */
const expressible: Record<LlmRequest['url'], Expressible> = {
  '/v1/chat/completions': new Map([
    ...[
      'model',
      'messages',
      'tools',
      'response_format',
      'stream',
      'stream_options',
      'temperature',
      'max_tokens',
      'max_completion_tokens',
      'top_p',
      'top_k',
      'min_p',
      'seed',
      'stop',
      'frequency_penalty',
      'presence_penalty',
      'logprobs',
      'top_logprobs',
    ].map((parameter) => [parameter, always] as const),
    ['tool_choice', oneOf('none')],
    ['reasoning_effort', oneOf('none', 'low', 'medium', 'high')],
  ]),
  '/v1/embeddings': new Map([
    ['model', always],
    ['input', always],
    ['dimensions', always],
    ['encoding_format', oneOf('base64')],
  ]),
};

/** The parameters of a request that Ollama cannot be given, and that an answer is different without. */
export const inexpressibleAtOllama = (url: LlmRequest['url'], body: object): string[] =>
  inexpressible(body, expressible[url]);
