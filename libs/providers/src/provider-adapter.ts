import type { ChatChunk } from '#contracts';
import type { Clock, Completion, Failure, ProviderCall } from '#fallback';
import type { StopReason } from './http/call-deadline.js';
import type { Fetch } from './http/light-fetch.js';
import type { ParameterMemory } from './parameters/parameter-memory.js';

/** One provider at one address, and what an adapter needs to call it. */
export interface Endpoint {
  /** Null for the provider's own address. */
  readonly baseUrl: string | null;
  readonly apiKey: string | null;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly randomId: () => string;
  readonly memory: ParameterMemory;
}

/** What a provider answered, before it is told what became of the request's parameters. */
export type Answer = Omit<Completion, 'warnings'>;

/** An answer that comes piece by piece. */
export interface ChatStream {
  readonly requestId: string | null;
  readonly warnings: readonly string[];
  /**
   * The pieces in OpenAI's form; the last one that has a `usage` counts for the whole. Ends only after the provider's own
   * end marker, or throws what `classify` understands: a stream that just stops is no answer.
   */
  readonly chunks: AsyncIterable<ChatChunk>;
}

/** One wire format. */
export interface ProviderAdapter {
  /** What the SDK calls a call that ran out of time, and one that was aborted. */
  readonly stopTypes: Readonly<Record<StopReason, string>>;
  /**
   * Makes one call, sent again only without parameters that were refused; the signal ends its socket. Throws what
   * `classify` understands.
   */
  complete(call: ProviderCall, signal: AbortSignal): Promise<Completion>;
  /** The same for a chat, answered as a stream: resolves at the headers of a 200. */
  stream(call: ProviderCall, signal: AbortSignal): Promise<ChatStream>;
  /** The failure that a thrown error stands for. Throws it on when it is a defect. */
  classify(error: unknown): Failure;
}
