import type { ChatBody, EmbeddingsBody, ErrorClass } from '#contracts';
import type { Failure, ProviderKind } from '#fallback';
import type { Format } from './conforming-providers.fixture.js';

/** A call of a tool, in words of nobody's. */
export interface SaidCall {
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A model's answer, in words of nobody's. */
export interface Said {
  readonly text: string;
  readonly calls: readonly SaidCall[];
  readonly finish: 'stop' | 'length' | 'tool_calls' | 'content_filter';
  readonly usage: { readonly input: number; readonly output: number };
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Saying {
  readonly does: 'say';
  readonly said: Said;
}

/** What a provider does with the request: says this, embeds to these vectors, or sends these bytes. */
export type Reaction =
  | Saying
  | { readonly does: 'embed'; readonly vectors: readonly (readonly number[])[] }
  | { readonly does: 'send'; readonly replies: Readonly<Record<ProviderKind, Reply | null>> };

/** What a provider cannot do by its nature, and how that is told: by a warning with the answer, by a failure, or not at all. */
export interface Inability {
  readonly reason: string;
  readonly warning?: string;
  readonly failure?: ErrorClass;
}

export interface ConformanceCase {
  readonly name: string;
  readonly asks: Partial<ChatBody> | EmbeddingsBody;
  readonly streamed: boolean;
  readonly reaction: Reaction;
  /** What the request that reaches the provider has in it, in its own terms. */
  readonly reaches: Readonly<Partial<Record<Format, object>>>;
  /** Fields that it must not have. */
  readonly lacks: Readonly<Partial<Record<Format, readonly string[]>>>;
  /** What the answer's body has in it, beyond what was said; or what failure it is. */
  readonly becomes: { readonly answer: object } | { readonly failure: Partial<Failure> };
  /** What its adapter could not hand over as it was. */
  readonly warns: Readonly<Partial<Record<ProviderKind, string>>>;
  readonly cannot: Readonly<Partial<Record<ProviderKind, Inability>>>;
}
