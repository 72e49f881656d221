import { ClassifiedError } from '../failures/classified-error.js';

/** A 200 that is no answer. */
export const bad = (message: string): ClassifiedError =>
  new ClassifiedError('bad_response', 'APIError', message, 200);
