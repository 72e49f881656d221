import type { Reply, Said } from './conformance-case.fixture.js';
import type { Format } from './conforming-providers.fixture.js';
import { anthropicWire } from './wires/anthropic-wire.fixture.js';
import { geminiWire } from './wires/gemini-wire.fixture.js';
import { ollamaWire } from './wires/ollama-wire.fixture.js';
import { openaiWire } from './wires/openai-wire.fixture.js';
import type { Wire } from './wires/wire.fixture.js';

const wires: Record<Format, Wire> = {
  openai: openaiWire,
  anthropic: anthropicWire,
  gemini: geminiWire,
  ollama: ollamaWire,
};

const json = { 'content-type': 'application/json' };

export function sayOnOwnWire(format: Format, said: Said, streamed: boolean): Reply {
  const { whole, stream, streamType } = wires[format];
  return streamed
    ? { status: 200, headers: { 'content-type': streamType }, body: stream(said) }
    : { status: 200, headers: json, body: JSON.stringify(whole(said)) };
}

export const embedOnOwnWire = (format: Format, vectors: readonly (readonly number[])[]): Reply => ({
  status: 200,
  headers: json,
  body: JSON.stringify(wires[format].embeddings(vectors)),
});
