import { randomBytes } from 'node:crypto';
import type { Refusal } from './simulated-behaviour.js';
import type { SimulatedCall } from './simulated-call.js';
import { jsonReply, tokensIn, wordsOf, type Reply, type WireFormat } from './simulated-wire.js';

const id = (prefix: string): string => `${prefix}${randomBytes(12).toString('hex')}`;

const callHeaders = (): Record<string, string> => ({ 'request-id': id('req_') });

const messageOf = (call: SimulatedCall, content: readonly object[], rest: object): object => ({
  id: id('msg_'),
  type: 'message',
  role: 'assistant',
  model: call.model,
  content,
  stop_sequence: null,
  ...rest,
});

const event = (data: { readonly type: string; readonly [field: string]: unknown }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

function stream(call: SimulatedCall, text: string, input_tokens: number, output_tokens: number): Reply {
  const block = { index: 0 };
  const begun = messageOf(call, [], { stop_reason: null, usage: { input_tokens, output_tokens: 1 } });
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', ...callHeaders() },
    pieces: [
      event({ type: 'message_start', message: begun }),
      event({ type: 'content_block_start', ...block, content_block: { type: 'text', text: '' } }),
      event({ type: 'ping' }),
      ...wordsOf(text).map((word) =>
        event({ type: 'content_block_delta', ...block, delta: { type: 'text_delta', text: word } }),
      ),
      event({ type: 'content_block_stop', ...block }),
      event({
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { output_tokens },
      }),
      event({ type: 'message_stop' }),
    ],
  };
}

const errorOf = (type: string, message: string) => ({ type: 'error', error: { type, message } });

/** Words, types and statuses as Anthropic sends them. */
function refusalOf(call: SimulatedCall, refusal: Refusal): [status: number, type: string, message: string] {
  const invalid = 'invalid_request_error';
  switch (refusal.kind) {
    case 'rate-limited':
      return [429, 'rate_limit_error', "This request would exceed your organization's rate limit."];
    case 'quota':
      return [400, invalid, 'Your credit balance is too low to access the Anthropic API.'];
    case 'auth':
      return [401, 'authentication_error', 'invalid x-api-key'];
    case 'unavailable':
      return [503, 'api_error', 'Service temporarily unavailable'];
    case 'server-error':
      return [500, 'api_error', 'Internal server error'];
    case 'overloaded':
      return [529, 'overloaded_error', 'Overloaded'];
    case 'model-not-found':
      return [404, 'not_found_error', `model: ${call.model}`];
    case 'context-length': {
      const tokens = 200_000 + tokensIn(call.body['messages']);
      return [400, invalid, `prompt is too long: ${tokens} tokens > 200000 maximum`];
    }
    case 'content-filter':
      return [400, invalid, 'Output blocked by content filtering policy'];
    case 'bad-request':
      return [400, invalid, 'messages: at least one message is required'];
  }
}

/** It has no embeddings: no path of its leads to them. */
export const anthropicWire: WireFormat = {
  answer(call, text) {
    const [input, output] = [tokensIn(call.body['messages']), tokensIn(text)];
    if (call.body['stream'] === true) return stream(call, text, input, output);
    const usage = { input_tokens: input, output_tokens: output };
    const message = messageOf(call, [{ type: 'text', text }], { stop_reason: 'end_turn', usage });
    return jsonReply(200, message, callHeaders());
  },
  refuse(call, refusal) {
    const [status, type, message] = refusalOf(call, refusal);
    const wait =
      refusal.kind === 'rate-limited' ? { 'retry-after': String(refusal.retryAfterSeconds ?? 20) } : {};
    return jsonReply(status, errorOf(type, message), { ...callHeaders(), ...wait });
  },
  errorIn200: () => jsonReply(200, errorOf('overloaded_error', 'Overloaded'), callHeaders()),
  models: (names) =>
    jsonReply(200, {
      data: names.map((name) => ({ type: 'model', id: name, display_name: name })),
      has_more: false,
    }),
  notFound: (path) => jsonReply(404, errorOf('not_found_error', `Not found: ${path}`)),
};
