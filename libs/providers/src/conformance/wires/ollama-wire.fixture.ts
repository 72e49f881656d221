import type { Said, SaidCall } from '../conformance-case.fixture.js';
import { pieces, type Wire } from './wire.fixture.js';

const ollamaLine = (message: object, end: object = { done: false }): object => ({
  model: 'llama3.2',
  created_at: '2025-10-09T00:00:00Z',
  message: { role: 'assistant', content: '', ...message },
  ...end,
});

const ollamaEnd = ({ finish, usage }: Said): object => ({
  done: true,
  done_reason: finish === 'length' ? 'length' : 'stop',
  prompt_eval_count: usage.input,
  eval_count: usage.output,
});

const ollamaCalls = (calls: readonly SaidCall[]) =>
  calls.length === 0
    ? {}
    : { tool_calls: calls.map(({ name, args }) => ({ function: { name, arguments: args } })) };

export const ollamaWire: Wire = {
  whole: (said) => ollamaLine({ content: said.text, ...ollamaCalls(said.calls) }, ollamaEnd(said)),
  streamType: 'application/x-ndjson',
  stream: (said) =>
    [
      ...pieces(said.text).map((content) => ollamaLine({ content })),
      ...said.calls.map((call) => ollamaLine(ollamaCalls([call]))),
      ollamaLine({}, ollamaEnd(said)),
    ]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  embeddings: (vectors) => ({ model: 'nomic-embed-text', embeddings: vectors, prompt_eval_count: 4 }),
};
