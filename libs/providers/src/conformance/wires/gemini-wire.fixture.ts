import { events } from '../../wire-server.fixture.js';
import type { Said, SaidCall } from '../conformance-case.fixture.js';
import { pieces, type Wire } from './wire.fixture.js';

const finishReasons = { stop: 'STOP', length: 'MAX_TOKENS', tool_calls: 'STOP', content_filter: 'SAFETY' };

const geminiEvent = (parts: object[], { usage: { input, output } }: Said, finish: object): object => ({
  candidates: [{ content: { parts, role: 'model' }, index: 0, ...finish }],
  usageMetadata: { promptTokenCount: input, candidatesTokenCount: output, totalTokenCount: input + output },
  modelVersion: 'gemini-2.5-flash',
  responseId: 'resp-1',
});

const geminiCall = ({ id, name, args }: SaidCall) => ({ functionCall: { id, name, args } });

export const geminiWire: Wire = {
  whole: (said) =>
    geminiEvent([...(said.text === '' ? [] : [{ text: said.text }]), ...said.calls.map(geminiCall)], said, {
      finishReason: finishReasons[said.finish],
    }),
  streamType: 'text/event-stream',
  stream: (said) =>
    events(
      ...pieces(said.text).map((text) => geminiEvent([{ text }], said, {})),
      geminiEvent(said.calls.length === 0 ? [{ text: '' }] : said.calls.map(geminiCall), said, {
        finishReason: finishReasons[said.finish],
      }),
    ),
  embeddings: (vectors) => ({
    embeddings: vectors.map((values) => ({ values })),
    usageMetadata: { promptTokenCount: 4 },
  }),
};
