import { events } from '../../wire-server.fixture.js';
import { pieces, type Wire } from './wire.fixture.js';

const stopReasons = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
} as const;

const anthropicMessage = (
  content: object[],
  reason: string | null,
  input: number,
  output: number,
): object => ({
  id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content,
  stop_reason: reason,
  stop_sequence: null,
  usage: { input_tokens: input, output_tokens: output },
});

const named = (event: { readonly type: string; readonly [field: string]: unknown }): string =>
  `event: ${event.type}\n${events(event)}`;

function anthropicBlock(index: number, block: object, deltas: readonly object[]): string {
  return [
    { type: 'content_block_start', index, content_block: block },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]
    .map(named)
    .join('');
}

export const anthropicWire: Wire = {
  whole: ({ text, calls, finish, usage }) =>
    anthropicMessage(
      [
        ...(text === '' ? [] : [{ type: 'text', text }]),
        ...calls.map(({ id, name, args }) => ({ type: 'tool_use', id, name, input: args })),
      ],
      stopReasons[finish],
      usage.input,
      usage.output,
    ),
  streamType: 'text/event-stream; charset=utf-8',
  stream: ({ text, calls, finish, usage }) => {
    const texts = text === '' ? [] : [text];
    const start = { type: 'message_start', message: anthropicMessage([], null, usage.input, 1) };
    const delta = { stop_reason: stopReasons[finish], stop_sequence: null };
    return [
      named(start),
      ...texts.map((said, index) =>
        anthropicBlock(
          index,
          { type: 'text', text: '' },
          pieces(said).map((piece) => ({ type: 'text_delta', text: piece })),
        ),
      ),
      ...calls.map(({ id, name, args }, nth) =>
        anthropicBlock(
          texts.length + nth,
          { type: 'tool_use', id, name, input: {} },
          pieces(JSON.stringify(args)).map((json) => ({ type: 'input_json_delta', partial_json: json })),
        ),
      ),
      named({ type: 'message_delta', delta, usage: { output_tokens: usage.output } }),
      named({ type: 'message_stop' }),
    ].join('');
  },
  embeddings: () => {
    throw new Error('Anthropic has no embeddings');
  },
};
