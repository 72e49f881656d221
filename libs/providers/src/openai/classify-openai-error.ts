import { APIConnectionError, APIError } from 'openai';
import type { Failure } from '#fallback';
import { ClassifiedError } from '../failures/classified-error.js';
import { errorText } from '../failures/error-text.js';
import { innerCodes, limitResetAt, quotedWords } from './error-payload.js';
import type { ErrorRule } from './error-rule.js';
import { mapOpenAIErrorClass } from './map-openai-error-class.js';
import { redact } from '../failures/redact.js';
import { retryHint } from '../http/retry-hint.js';

/** The text behind `404 …`, which the SDK puts before the words of a body that is not JSON. */
function messageOf(error: APIError): string {
  return errorText(error.error) ?? errorText(error.message.replace(/^\d{3} /, '')) ?? 'no message';
}

/** By whom and when an error was met, and what its provider means by errors. */
export interface ErrorContext {
  readonly apiKey: string | null;
  /** Epoch ms. */
  readonly now: number;
  readonly rules: readonly ErrorRule[];
}

function classifyStatusError(error: APIError, { apiKey, now, rules }: ErrorContext): Failure {
  const payload = error.error;
  const codes = [error.code, error.type, ...innerCodes(payload)]
    .filter((code) => code !== null && code !== undefined)
    .map(String);
  const message = messageOf(error);
  const status = error.status ?? null;
  const errorClass = mapOpenAIErrorClass(
    { codes, words: `${message} ${quotedWords(payload)}`, status },
    rules,
  );
  return {
    class: errorClass,
    type: error.constructor.name,
    status,
    code: codes[0] === undefined ? null : redact(codes[0], apiKey),
    message: redact(message, apiKey),
    retryAfterMs: retryHint({
      headers: error.headers ?? null,
      message,
      limited: errorClass === 'rate_limit',
      resetAt: limitResetAt(payload),
      now,
    }),
  };
}

/** The failure that an error of the openai SDK, or of our reading of its answer, stands for. Throws on what is a defect. */
export function classifyOpenAIError(error: unknown, context: ErrorContext): Failure {
  const { apiKey } = context;
  if (error instanceof ClassifiedError) return error.toFailure(apiKey);
  if (error instanceof APIConnectionError && error.cause instanceof ClassifiedError) {
    return { ...error.cause.toFailure(apiKey), type: error.constructor.name };
  }
  if (error instanceof APIError && error.status !== undefined) {
    return classifyStatusError(error as APIError, context);
  }
  throw error;
}
