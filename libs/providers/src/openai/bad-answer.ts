import { ClassifiedError } from '../failures/classified-error.js';

export const badAnswer = (message: string): ClassifiedError =>
  new ClassifiedError('bad_response', 'APIError', message, 200);
