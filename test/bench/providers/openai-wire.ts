import { answerText, dataEvent, type Wire } from './wire.js';

const stamp = {
  id: 'chatcmpl-CTn2Vz8r0H5qKpLwYxUe',
  created: 1_760_000_000,
  model: 'gpt-4o-mini-2024-07-18',
};
const fingerprint = { service_tier: 'default', system_fingerprint: 'fp_560af6e559' };

const usage = {
  prompt_tokens: 484,
  completion_tokens: 48,
  total_tokens: 532,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
};

const chunk = (choices: readonly object[], counted: object | null = null): string =>
  dataEvent({ ...stamp, object: 'chat.completion.chunk', ...fingerprint, choices, usage: counted });

const piece = (delta: object, reason: string | null = null): string =>
  chunk([{ index: 0, delta, logprobs: null, finish_reason: reason }]);

const message = { role: 'assistant', content: answerText, refusal: null, annotations: [] };

/** OpenAI's, and Azure's. */
export const openaiWire: Wire = {
  serves: (path) => path.includes('/chat/completions'),
  headers: {
    'x-request-id': 'req_5f0c1d2e3b4a59687786950413223140',
    'openai-processing-ms': '412',
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-limit-tokens': '2000000',
    'x-ratelimit-remaining-requests': '9999',
    'x-ratelimit-remaining-tokens': '1999000',
    'x-ratelimit-reset-requests': '6ms',
    'x-ratelimit-reset-tokens': '30ms',
  },
  whole: JSON.stringify({
    ...stamp,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage,
    ...fingerprint,
  }),
  streamType: 'text/event-stream; charset=utf-8',
  opening: piece({ role: 'assistant', content: '', refusal: null }),
  token: (content) => piece({ content }),
  closing: piece({}, 'stop') + chunk([], usage) + dataEvent('[DONE]'),
};
