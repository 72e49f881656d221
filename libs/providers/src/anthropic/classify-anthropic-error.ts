import { APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import type { Failure } from '#fallback';
import { ClassifiedError } from '../failures/classified-error.js';
import { errorText } from '../failures/error-text.js';
import { redact } from '../failures/redact.js';
import { SpentError } from '../failures/spent-error.js';
import { retryHint } from '../http/retry-hint.js';
import { anthropicLimitReset } from './anthropic-limit-reset.js';
import { mapAnthropicErrorClass } from './map-anthropic-error-class.js';

/** The text behind `404 …`, which the SDK puts before the words of a body that is not JSON. */
function messageOf(error: APIError): string {
  return errorText(error.error) ?? errorText(error.message.replace(/^\d{3} /, '')) ?? 'no message';
}

function waitOf(headers: Headers | null, message: string, limited: boolean, now: number): number | null {
  const hint = retryHint({ headers, message, limited, now });
  if (hint !== null || !limited || headers === null) return hint;
  return headers.get('x-should-retry') === 'false' ? null : anthropicLimitReset(headers, now);
}

/** An error that Anthropic sent: with a status, or as an event of a 200. */
function classifySentError(error: APIError, apiKey: string | null, now: number): Failure {
  const codes = [error.errorCode, error.type].filter((code) => typeof code === 'string');
  const message = messageOf(error);
  const status = error.status ?? 200;
  const errorClass = mapAnthropicErrorClass({ codes, message, status });
  return {
    class: errorClass,
    type: error.name,
    status,
    code: codes[0] === undefined ? null : redact(codes[0], apiKey),
    message: redact(message, apiKey),
    retryAfterMs: waitOf(error.headers ?? null, message, errorClass === 'rate_limit', now),
  };
}

/** The failure that an error of the SDK, or of our reading of its answer, stands for. Throws on what is a defect. */
export function classifyAnthropicError(error: unknown, apiKey: string | null, now: number): Failure {
  if (error instanceof SpentError) {
    return { ...classifyAnthropicError(error.cause, apiKey, now), usage: error.usage };
  }
  if (error instanceof ClassifiedError) {
    const failure = error.toFailure(apiKey);
    return failure.type === 'ConnectionError' ? { ...failure, type: 'APIConnectionError' } : failure;
  }
  if (error instanceof APIConnectionTimeoutError) {
    // The call's own deadline is not the SDK's: it takes a socket's ETIMEDOUT for its own.
    return new ClassifiedError('network', error.name, 'the connection timed out').toFailure(apiKey);
  }
  if (error instanceof APIConnectionError && error.cause instanceof ClassifiedError) {
    return { ...error.cause.toFailure(apiKey), type: error.name };
  }
  if (error instanceof APIError && (error.status !== undefined || error.error !== undefined)) {
    return classifySentError(error as APIError, apiKey, now);
  }
  throw error;
}
