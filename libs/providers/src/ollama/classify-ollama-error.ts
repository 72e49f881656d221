import type { ErrorClass } from '#contracts';
import type { Failure } from '#fallback';
import { ClassifiedError } from '../failures/classified-error.js';
import { isRecord } from '../is-record.js';
import { OllamaResponseError } from './ollama-response-error.js';
import type { RefusedParameter } from '../parameters/parameter-memory.js';
import { redact } from '../failures/redact.js';
import { retryHint } from '../http/retry-hint.js';

const byStatus: ReadonlyMap<number, ErrorClass> = new Map<number, ErrorClass>([
  [401, 'auth'],
  [402, 'quota'],
  [403, 'auth'],
  [404, 'model_not_found'],
  [408, 'timeout'],
  [429, 'rate_limit'],
]);

/** Ollama sends no codes; its text is read for the one failure that no status tells. */
function classOf({ status, message }: OllamaResponseError): ErrorClass {
  if (status < 400) return 'unknown';
  if (status < 500 && /exceeds (the |maximum )?context length/i.test(message)) return 'context_length';
  return byStatus.get(status) ?? (status >= 500 ? 'unavailable' : 'bad_request');
}

const noThinking = /does not support thinking|think value .{0,40} is not supported/i;

/** The parameter that an error of a call to Ollama refuses, if it is about one: all others it takes or ignores. */
export const refusedOllamaParameter = (error: unknown): RefusedParameter | null =>
  error instanceof OllamaResponseError && error.status === 400 && noThinking.test(error.message)
    ? { parameter: 'reasoning_effort', everyValue: true }
    : null;

/** The failure that an error of a call to Ollama stands for. Throws on what is a defect. */
export function classifyOllamaError(error: unknown, apiKey: string | null, now: number): Failure {
  if (error instanceof ClassifiedError) return error.toFailure(apiKey);
  if (error instanceof OllamaResponseError) {
    const { name, status, message, headers } = error;
    const errorClass = classOf(error);
    return {
      class: errorClass,
      type: name,
      status,
      code: null,
      message: redact(message, apiKey),
      retryAfterMs: retryHint({ headers, message, limited: errorClass === 'rate_limit', now }),
    };
  }
  // By name: `Response.json` may throw one of another realm.
  if (isRecord(error) && error['name'] === 'SyntaxError') {
    return new ClassifiedError('bad_response', 'SyntaxError', 'the answer is not valid JSON', 200).toFailure(
      apiKey,
    );
  }
  throw error;
}
