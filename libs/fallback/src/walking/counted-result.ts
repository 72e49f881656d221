import type { Failure } from '../failure.js';
import type { CallResult } from '../provider-port.js';

const failed = (failure: Pick<Failure, 'class' | 'type' | 'message'>): CallResult => ({
  ok: false,
  failure: { status: null, code: null, retryAfterMs: null, ...failure },
});

/** An adapter that throws is broken; its step is treated as failed, so that the request still ends. */
export function defect(thrown: unknown): CallResult {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return failed({ class: 'unknown', type: error.name, message: error.message });
}

/** What comes after another attempt's answer is cancelled, whatever it is. */
export const overtaken: CallResult = failed({
  class: 'cancelled',
  type: 'AbortError',
  message: 'another attempt answered first',
});
