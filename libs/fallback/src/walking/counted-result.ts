import type { Failure } from '../failure.js';
import type { CallResult } from '../provider-port.js';

const failed = (failure: Pick<Failure, 'class' | 'type' | 'message' | 'usage'>): CallResult => ({
  ok: false,
  failure: { status: null, code: null, retryAfterMs: null, ...failure },
});

/** An adapter that throws is broken; its step is treated as failed, so that the request still ends. */
export function defect(thrown: unknown): CallResult {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return failed({ class: 'unknown', type: error.name, message: error.message });
}

/** What comes after another attempt's answer is cancelled, whatever it is; only what it cost still counts. */
export function overtaken(result: CallResult): CallResult {
  const usage = result.ok ? result.completion.usage : result.failure.usage;
  return failed({
    class: 'cancelled',
    type: 'AbortError',
    message: 'another attempt answered first',
    ...(usage === undefined ? {} : { usage }),
  });
}
