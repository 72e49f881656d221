import { ClassifiedError } from '../failures/classified-error.js';
import { errorText } from '../failures/error-text.js';
import { isRecord } from '../is-record.js';

export const badOllamaAnswer = (message: string): ClassifiedError =>
  new ClassifiedError('bad_response', 'ResponseError', message, 200);

/** An answer, or a piece of one, is one if it carries no error and `lacks` nothing. */
export function checkOllamaAnswer<T>(
  answer: T,
  lacks: (fields: Record<string, unknown>) => string | null,
): T {
  if (!isRecord(answer)) throw badOllamaAnswer('the answer is JSON, but not an object');
  if ('error' in answer) {
    throw badOllamaAnswer(errorText(answer['error']) ?? 'the answer is an error without a message');
  }
  const lacking = lacks(answer);
  if (lacking !== null) throw badOllamaAnswer(lacking);
  return answer;
}
