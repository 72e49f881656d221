import type { Refusal } from './simulated-behaviour.js';
import type { SimulatedCall } from './simulated-call.js';

/** An HTTP answer, as the pieces in which it is sent: a stream has many, anything else one. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: readonly string[];
}

/** How one provider words its answers and its refusals. */
export interface WireFormat {
  answer(call: SimulatedCall, text: string): Reply;
  refuse(call: SimulatedCall, refusal: Refusal): Reply;
  /** A refusal that comes with status 200. */
  errorIn200(call: SimulatedCall): Reply;
  /** The models that it says it has. */
  models(names: readonly string[]): Reply;
  notFound(path: string): Reply;
}

export const jsonReply = (status: number, body: unknown, headers: Reply['headers'] = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  pieces: [JSON.stringify(body)],
});

/** Four characters a token, as providers' own rule of thumb says. */
export const tokensIn = (value: unknown): number => Math.ceil(JSON.stringify(value ?? '').length / 4);

/** A text as the words in which a model streams it; together they are the text. */
export const wordsOf = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? [];

/** A vector that depends on the text and on nothing else. */
export function simulatedVector(text: unknown): number[] {
  const bytes = Buffer.from(JSON.stringify(text ?? ''));
  return Array.from({ length: 8 }, (_, index) => (bytes[index % bytes.length]! - 64) / 128);
}
