import type { AttemptError, ErrorClass, Usage } from '#contracts';

/**
 * What a failure tells about the other steps of a plan:
 * `endpoint`: the whole endpoint is unusable, so every model there is;
 * `credential`: the key is, and with it every model there for whoever uses that key;
 * `model`: this model at this provider is, others there may serve;
 * `request`: nothing about the provider, the request itself cannot be served there.
 */
export type FailureScope = 'endpoint' | 'credential' | 'model' | 'request';

/** An expected failure of a provider's call: classified once, in the adapter, and a value from then on. */
export interface Failure {
  readonly class: ErrorClass;
  /** The SDK's own name of the error, such as `RateLimitError`. */
  readonly type: string;
  readonly status: number | null;
  readonly code: string | null;
  /** The provider's text, without keys and prompts. */
  readonly message: string;
  /** How long the provider asked to be left alone, in ms. */
  readonly retryAfterMs: number | null;
  /** What was spent all the same, where the provider said so. */
  readonly usage?: Usage;
}

const scopes: Record<ErrorClass, FailureScope> = {
  rate_limit: 'model',
  quota: 'credential',
  auth: 'credential',
  unavailable: 'model',
  timeout: 'model',
  network: 'endpoint',
  model_not_found: 'request',
  bad_response: 'model',
  content_filter: 'request',
  context_length: 'request',
  bad_request: 'request',
  cancelled: 'request',
  unknown: 'model',
};

export const scopeOf = (failure: Pick<Failure, 'class'>): FailureScope => scopes[failure.class];

/** Is the failure the provider's fault, so that it counts against its health? */
export const countsAgainstHealth = (errorClass: ErrorClass): boolean => scopes[errorClass] !== 'request';

/** Failures that may pass when the same step is tried again; the rest go straight to the next step. */
const transient: ReadonlySet<ErrorClass> = new Set<ErrorClass>([
  'rate_limit',
  'unavailable',
  'timeout',
  'network',
  'bad_response',
  'unknown',
]);

export const mayPass = (failure: Pick<Failure, 'class'>): boolean => transient.has(failure.class);

/** The failure as records and messages carry it. */
export function toAttemptError(failure: Failure): AttemptError {
  const { class: errorClass, type, status, code, message, retryAfterMs } = failure;
  return {
    class: errorClass,
    type,
    status,
    code,
    message,
    ...(retryAfterMs === null ? {} : { retry_after_ms: retryAfterMs }),
  };
}
