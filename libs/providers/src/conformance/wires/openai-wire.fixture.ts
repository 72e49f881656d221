import { events } from '../../wire-server.fixture.js';
import type { Said, SaidCall } from '../conformance-case.fixture.js';
import { pieces, type Wire } from './wire.fixture.js';

const openaiCall = ({ id, name, args }: SaidCall) => ({
  id,
  type: 'function',
  function: { name, arguments: JSON.stringify(args) },
});

const openaiUsage = ({ usage: { input, output } }: Said) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
});

const openaiChunk = (choices: object[], more: object = {}): object => ({
  id: 'chatcmpl-C1',
  object: 'chat.completion.chunk',
  created: 1760000000,
  model: 'gpt-4o-2024-08-06',
  choices,
  ...more,
});

const openaiPiece = (delta: object, reason: string | null = null): object =>
  openaiChunk([{ index: 0, delta, logprobs: null, finish_reason: reason }], { usage: null });

function openaiCallPieces(call: SaidCall, index: number): object[] {
  const { function: called, ...named } = openaiCall(call);
  const begun = { index, ...named, function: { name: called.name, arguments: '' } };
  const rest = pieces(called.arguments).map((piece) => ({ index, function: { arguments: piece } }));
  return [begun, ...rest].map((one) => openaiPiece({ tool_calls: [one] }));
}

export const openaiWire: Wire = {
  whole: (said) => ({
    id: 'chatcmpl-C1',
    object: 'chat.completion',
    created: 1760000000,
    model: 'gpt-4o-2024-08-06',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: said.text || null,
          refusal: null,
          ...(said.calls.length === 0 ? {} : { tool_calls: said.calls.map(openaiCall) }),
        },
        logprobs: null,
        finish_reason: said.finish,
      },
    ],
    usage: openaiUsage(said),
  }),
  streamType: 'text/event-stream; charset=utf-8',
  stream: (said) =>
    events(
      openaiPiece({ role: 'assistant', content: '', refusal: null }),
      ...pieces(said.text).map((content) => openaiPiece({ content })),
      ...said.calls.flatMap(openaiCallPieces),
      openaiPiece({}, said.finish),
      openaiChunk([], { usage: openaiUsage(said) }),
      '[DONE]',
    ),
  embeddings: (vectors) => ({
    object: 'list',
    data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
    model: 'text-embedding-3-small',
    usage: { prompt_tokens: 4, total_tokens: 4 },
  }),
};
