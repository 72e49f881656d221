import { ClassifiedError } from '../failures/classified-error.js';

/** A 200 that holds no answer. */
export const badAnswer = (message: string, cause?: unknown): ClassifiedError =>
  Object.assign(new ClassifiedError('bad_response', 'ApiError', message, 200), { cause });

/** A 200 that says why there is no answer: Google would not give one. */
export const withheldAnswer = (reason: string): ClassifiedError =>
  new ClassifiedError('content_filter', 'ApiError', `Gemini withheld the answer (${reason})`, 200);

/** What Gemini's API has no words for: refused before it is sent. */
export const unsupported = (what: string): ClassifiedError =>
  new ClassifiedError('bad_request', 'UnsupportedRequestError', `Gemini cannot be asked this: ${what}`);
