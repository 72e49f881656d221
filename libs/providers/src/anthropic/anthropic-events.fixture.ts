export const event = (type: string, fields: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const delta = (index: number, piece: object): string => event('content_block_delta', { index, delta: piece });
const block = (index: number, content_block: object, ...pieces: object[]): string =>
  event('content_block_start', { index, content_block }) +
  pieces.map((piece) => delta(index, piece)).join('') +
  event('content_block_stop', { index });
export const say = (index: number, ...texts: string[]): string =>
  block(index, { type: 'text', text: '' }, ...texts.map((text) => ({ type: 'text_delta', text })));
export const use = (index: number, id: string, name: string, ...pieces: string[]): string =>
  block(
    index,
    { type: 'tool_use', id, name, input: {} },
    ...pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json })),
  );

export const start = event('message_start', {
  message: {
    id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-5-5',
    content: [],
    stop_reason: null,
    usage: {
      input_tokens: 10,
      cache_read_input_tokens: 30,
      cache_creation_input_tokens: 2,
      output_tokens: 1,
    },
  },
});
export const finish = (stop_reason: string, more: object = {}): string =>
  event('message_delta', {
    delta: { stop_reason, stop_sequence: null, ...more },
    usage: { output_tokens: 40, input_tokens: null, output_tokens_details: { thinking_tokens: 5 } },
  });
export const stop = event('message_stop');
const ping = event('ping');

/** As recorded: text, thinking between pings, and two calls, the second without arguments. */
export const recorded = [
  start,
  ping,
  block(0, { type: 'thinking', thinking: '', signature: '' }, { type: 'thinking_delta', thinking: 'Hm.' }),
  say(1, 'I lo', 'ök 🌧'),
  ping,
  use(2, 'toolu_01', 'weather', '', '{"city":', ' "Oslo"}'),
  use(3, 'toolu_02', 'moon', ''),
  finish('tool_use'),
  stop,
].join('');
