import type { Behaviour, SimulatedCall } from '../../../deploy/local/simulated-provider.js';

/** What the provider does to calls; the first rule that fits a call counts, and where none does it answers at once. */
export interface Rule {
  /** How the custom_ids begin. */
  readonly requests?: string;
  readonly format?: SimulatedCall['format'];
  /** Only for so many calls. */
  readonly times?: number;
  readonly then: Treatment;
}

type Treatment =
  | Exclude<Behaviour, { readonly kind: 'answer' }>
  | { readonly kind: 'answer'; readonly afterMs: number }
  /** Answers when it is released. */
  | { readonly kind: 'hold' };

/** One call, as the provider counts it. */
export interface CountedCall {
  readonly request: string;
  readonly format: SimulatedCall['format'];
  /** Whose key it came with; null where the format has none. */
  readonly router: string | null;
  readonly at: number;
  endedAt: number | null;
  /** Answered whole. */
  paid: boolean;
}
