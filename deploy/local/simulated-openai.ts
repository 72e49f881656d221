import { randomBytes } from 'node:crypto';
import type { Refusal } from './simulated-behaviour.js';
import type { SimulatedCall } from './simulated-call.js';
import {
  jsonReply,
  simulatedVector,
  tokensIn,
  wordsOf,
  type Reply,
  type WireFormat,
} from './simulated-wire.js';

const id = (prefix: string): string => `${prefix}${randomBytes(12).toString('hex')}`;
const seconds = (): number => Math.floor(Date.now() / 1_000);

const limitHeaders = (remaining: number, reset: string): Record<string, string> => ({
  'x-ratelimit-limit-requests': '10000',
  'x-ratelimit-remaining-requests': String(remaining),
  'x-ratelimit-reset-requests': reset,
  'x-ratelimit-limit-tokens': '2000000',
  'x-ratelimit-remaining-tokens': '1999000',
  'x-ratelimit-reset-tokens': '30ms',
});

const callHeaders = (): Record<string, string> => ({
  'x-request-id': id('req_'),
  'openai-processing-ms': '1',
  'openai-version': '2020-10-01',
});

function chatAnswer(call: SimulatedCall, text: string, usage: object): Reply {
  const body = {
    id: id('chatcmpl-'),
    object: 'chat.completion',
    created: seconds(),
    model: call.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage,
    service_tier: 'default',
    system_fingerprint: 'fp_simulated',
  };
  return jsonReply(200, body, { ...callHeaders(), ...limitHeaders(9_999, '6ms') });
}

function chatStream(call: SimulatedCall, text: string, usage: object): Reply {
  const stamp = {
    id: id('chatcmpl-'),
    object: 'chat.completion.chunk',
    created: seconds(),
    model: call.model,
  };
  const chunk = (delta: object, finish_reason: string | null): object => ({
    ...stamp,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  });
  const options = call.body['stream_options'] as { include_usage?: boolean } | undefined;
  const chunks = [
    chunk({ role: 'assistant', content: '', refusal: null }, null),
    ...wordsOf(text).map((content) => chunk({ content }, null)),
    chunk({}, 'stop'),
    ...(options?.include_usage ? [{ ...stamp, choices: [], usage }] : []),
  ];
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', ...callHeaders() },
    pieces: [...chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`), 'data: [DONE]\n\n'],
  };
}

function embeddings(call: SimulatedCall): Reply {
  const inputs = [call.body['input']].flat();
  const tokens = tokensIn(inputs);
  const data = inputs.map((input, index) => ({
    object: 'embedding',
    index,
    embedding: simulatedVector(input),
  }));
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  return jsonReply(200, { object: 'list', data, model: call.model, usage }, callHeaders());
}

interface OpenAIError {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

const error = (
  message: string,
  type: string,
  code: string | null = null,
  param: string | null = null,
): OpenAIError => ({
  message,
  type,
  param,
  code,
});

/** Words, types, codes and statuses as OpenAI sends them. */
function refusalOf(
  call: SimulatedCall,
  refusal: Refusal,
): [status: number, error: OpenAIError, headers?: Record<string, string>] {
  switch (refusal.kind) {
    case 'rate-limited': {
      const wait = refusal.retryAfterSeconds ?? 20;
      const text = `Rate limit reached for ${call.model} in organization org-simulated on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in ${wait}s.`;
      const headers = { 'retry-after': String(wait), 'retry-after-ms': String(wait * 1_000) };
      return [
        429,
        error(text, 'requests', 'rate_limit_exceeded'),
        { ...headers, ...limitHeaders(0, `${wait}s`) },
      ];
    }
    case 'quota':
      return [
        429,
        error(
          'You exceeded your current quota, please check your plan and billing details.',
          'insufficient_quota',
          'insufficient_quota',
        ),
      ];
    case 'auth': {
      const key = String(call.headers.authorization ?? '').replace(/^Bearer /, '');
      const masked = `${key.slice(0, 8)}${'*'.repeat(20)}${key.slice(-4)}`;
      return [
        401,
        error(`Incorrect API key provided: ${masked}.`, 'invalid_request_error', 'invalid_api_key'),
      ];
    }
    case 'unavailable':
      return [503, error('The engine is currently overloaded, please try again later', 'server_error')];
    case 'server-error':
      return [
        500,
        error('The server had an error while processing your request. Sorry about that!', 'server_error'),
      ];
    case 'overloaded':
      return [529, error('Overloaded', 'overloaded_error')];
    case 'model-not-found': {
      const text = `The model \`${call.model}\` does not exist or you do not have access to it.`;
      return [404, error(text, 'invalid_request_error', 'model_not_found')];
    }
    case 'context-length': {
      const text = `This model's maximum context length is 8192 tokens. However, your messages resulted in ${8_192 + tokensIn(call.body['messages'])} tokens.`;
      return [400, error(text, 'invalid_request_error', 'context_length_exceeded', 'messages')];
    }
    case 'content-filter': {
      const text = 'Your request was rejected as a result of our safety system.';
      return [400, error(text, 'invalid_request_error', 'content_policy_violation')];
    }
    case 'bad-request': {
      const text =
        "Invalid value: 'wizard'. Supported values are: 'system', 'assistant', 'user', 'tool', and 'developer'.";
      return [400, error(text, 'invalid_request_error', 'invalid_value', 'messages[0].role')];
    }
  }
}

export const openaiWire: WireFormat = {
  answer(call, text) {
    if (call.operation === 'embeddings') return embeddings(call);
    const prompt_tokens = tokensIn(call.body['messages']);
    const completion_tokens = tokensIn(text);
    const usage = {
      prompt_tokens,
      completion_tokens,
      total_tokens: prompt_tokens + completion_tokens,
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0 },
    };
    return call.body['stream'] === true ? chatStream(call, text, usage) : chatAnswer(call, text, usage);
  },
  refuse(call, refusal) {
    const [status, reported, headers] = refusalOf(call, refusal);
    return jsonReply(status, { error: reported }, { ...callHeaders(), ...headers });
  },
  errorIn200: () =>
    jsonReply(200, { error: { message: 'Provider returned error', code: 502 } }, callHeaders()),
  models: (names) =>
    jsonReply(200, {
      object: 'list',
      data: names.map((name) => ({ id: name, object: 'model', created: 0, owned_by: 'simulated' })),
    }),
  notFound: (path) => jsonReply(404, { error: error(`Invalid URL (${path})`, 'invalid_request_error') }),
};
