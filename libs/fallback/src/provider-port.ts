import type { ChatChunk, LlmRequest, RateLimits, Usage } from '#contracts';
import type { Failure } from './failure.js';
import type { StepSettings } from './plan.js';

/** One try of one model at one provider. */
export interface ProviderCall {
  readonly provider: string;
  /** The model's name at this provider. */
  readonly model: string;
  /** Replaces the provider's configured address; the config has allowed it. */
  readonly baseUrl: string | null;
  /** The variable that holds the organization's own key; null for the provider's. */
  readonly credential: string | null;
  readonly request: LlmRequest;
  /** What the step sets over the request's own body. */
  readonly settings: StepSettings;
  /** How long the call may take at most, in ms; when it is over the result is a `timeout` failure. */
  readonly timeoutMs: number;
  /**
   * Asks for the answer as a stream, and is told each piece of it as it comes, none after the call has ended. The result
   * is the whole answer all the same. null: the answer is asked for whole.
   */
  readonly onChunk: ((chunk: ChatChunk) => void) | null;
  /** Aborts the call; the result is then a `cancelled` failure. */
  readonly signal: AbortSignal;
}

/** A provider's good answer, in Chat Completions (or Embeddings) shape whoever gave it. */
export interface Completion {
  readonly body: { readonly object: string; readonly [field: string]: unknown };
  /** The provider's own id of the call, if it gave one. */
  readonly requestId: string | null;
  readonly usage: Usage;
  readonly timeToFirstTokenMs: number | null;
  /** Parameters that were translated or left out, for the model does not take them; one sentence each. */
  readonly warnings: readonly string[];
}

export type CallResult = (
  { readonly ok: true; readonly completion: Completion } | { readonly ok: false; readonly failure: Failure }
) & {
  /** What the provider said is left of its limits, if it said so. */
  readonly rateLimits?: RateLimits | undefined;
};

/** Calls providers. Expected failures are values; a rejected promise is a defect of the adapter. */
export interface ProviderPort {
  call(call: ProviderCall): Promise<CallResult>;
}
