import type { SimulatedCall } from './simulated-call.js';

/** Refusals that each provider words in its own shape. */
export type Refusal =
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds?: number }
  | { readonly kind: 'quota' }
  | { readonly kind: 'auth' }
  /** 503. */
  | { readonly kind: 'unavailable' }
  /** 500. */
  | { readonly kind: 'server-error' }
  /** 529. */
  | { readonly kind: 'overloaded' }
  | { readonly kind: 'model-not-found' }
  | { readonly kind: 'context-length' }
  | { readonly kind: 'content-filter' }
  | { readonly kind: 'bad-request' };

export type Behaviour =
  | {
      readonly kind: 'answer';
      readonly text?: string;
      readonly afterMs?: number;
      /** Answers when this is fulfilled. */
      readonly after?: Promise<void>;
    }
  | Refusal
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Sends half an answer, and never the rest. */
  | { readonly kind: 'stall' }
  /** Sends so many pieces of a streamed answer, and the rest byte by byte, one now and then. */
  | { readonly kind: 'trickle'; readonly afterPieces: number }
  /** Resets the connection, before any byte or in the middle of the body. */
  | { readonly kind: 'reset'; readonly when: 'before-headers' | 'after-headers' }
  /** A complete HTTP answer whose JSON ends in the middle. */
  | { readonly kind: 'truncated' }
  /** A 200 with a page of HTML. */
  | { readonly kind: 'garbage' }
  | { readonly kind: 'error-in-200' }
  /** A 200 without a body. */
  | { readonly kind: 'empty' }
  /** Whatever a test needs. */
  | {
      readonly kind: 'verbatim';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
    };

/** What the models of the local stack do, by name. */
export const simulatedModels: Readonly<Record<string, Behaviour>> = {
  'sim-fast': { kind: 'answer' },
  'sim-slow': { kind: 'answer', afterMs: 1_000 },
  'sim-rate-limited': { kind: 'rate-limited' },
  'sim-no-quota': { kind: 'quota' },
  'sim-bad-key': { kind: 'auth' },
  'sim-down': { kind: 'unavailable' },
  'sim-broken': { kind: 'server-error' },
  'sim-overloaded': { kind: 'overloaded' },
  'sim-missing': { kind: 'model-not-found' },
  'sim-short': { kind: 'context-length' },
  'sim-filtered': { kind: 'content-filter' },
  'sim-picky': { kind: 'bad-request' },
  'sim-hang': { kind: 'hang' },
  'sim-stall': { kind: 'stall' },
  'sim-reset': { kind: 'reset', when: 'before-headers' },
  'sim-cut': { kind: 'reset', when: 'after-headers' },
  'sim-truncated': { kind: 'truncated' },
  'sim-garbage': { kind: 'garbage' },
  'sim-error-in-200': { kind: 'error-in-200' },
  'sim-empty': { kind: 'empty' },
};

/** Any model that the table does not name answers at once. Ollama's tags (`:latest`) do not count. */
export function behaviourByModel({ model }: Pick<SimulatedCall, 'model'>): Behaviour {
  return simulatedModels[model.split(':', 1)[0]!] ?? { kind: 'answer' };
}
