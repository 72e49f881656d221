import type { IncomingHttpHeaders } from 'node:http';

export type WireFormatName = 'openai' | 'anthropic' | 'gemini' | 'ollama';

/** One call that a simulated provider was sent. */
export interface SimulatedCall {
  readonly format: WireFormatName;
  readonly operation: 'chat' | 'embeddings';
  /** With its query. */
  readonly path: string;
  readonly model: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
  /** Epoch ms. */
  readonly startedAt: number;
  /** How the call ended: `aborted` if its connection was gone before it was answered. */
  readonly ended: Promise<'answered' | 'aborted'>;
  readonly aborted: boolean;
}

/**
 * The calls that came, oldest first. It keeps the newest `limit` of them, so that a provider may stay up for days;
 * `count` has counted them all.
 */
export class SimulatedJournal {
  readonly calls: SimulatedCall[] = [];
  readonly #counts = new Map<string, number>();

  constructor(private readonly limit: number) {}

  add(call: SimulatedCall): void {
    this.calls.push(call);
    if (this.calls.length > this.limit) this.calls.shift();
    this.#counts.set(call.model, this.count(call.model) + 1);
  }

  /** How many calls came, for one model or in all. */
  count(model?: string): number {
    if (model !== undefined) return this.#counts.get(model) ?? 0;
    return [...this.#counts.values()].reduce((total, count) => total + count, 0);
  }
}
