import { answerText, type Wire } from './wire.js';

const usage = {
  input_tokens: 484,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: 48,
  service_tier: 'standard',
};

const message = (content: readonly object[], stopReason: string | null): object => ({
  id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content,
  stop_reason: stopReason,
  stop_sequence: null,
  usage,
});

const event = (data: { readonly type: string; readonly [field: string]: unknown }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

export const anthropicWire: Wire = {
  serves: (path) => path.startsWith('/v1/messages'),
  headers: {
    'request-id': 'req_011CTn2Vz8r0H5qKpLwYxUeA',
    'anthropic-ratelimit-requests-limit': '4000',
    'anthropic-ratelimit-requests-remaining': '3999',
    'anthropic-ratelimit-requests-reset': '2026-11-21T00:00:01Z',
    'anthropic-ratelimit-tokens-limit': '480000',
    'anthropic-ratelimit-tokens-remaining': '479000',
    'anthropic-ratelimit-tokens-reset': '2026-11-21T00:00:01Z',
  },
  whole: JSON.stringify(message([{ type: 'text', text: answerText }], 'end_turn')),
  streamType: 'text/event-stream; charset=utf-8',
  opening:
    event({ type: 'message_start', message: message([], null) }) +
    event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
  token: (text) => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
  closing:
    event({ type: 'content_block_stop', index: 0 }) +
    event({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage }) +
    event({ type: 'message_stop' }),
};
