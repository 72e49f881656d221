import { ClassifiedError } from '../failures/classified-error.js';

const bad = (message: string): ClassifiedError =>
  new ClassifiedError('bad_response', 'APIError', message, 200);

/** Throws if a choice's `finish_reason` says that it is no whole answer. */
export function checkFinish(reason: unknown): void {
  if (reason === 'content_filter') {
    const text = 'the provider withheld the answer (finish_reason content_filter)';
    throw new ClassifiedError('content_filter', 'ContentFilterFinishReasonError', text, 200);
  }
  if (reason === 'error') throw bad('the provider broke the answer off (finish_reason error)');
  if (typeof reason !== 'string') throw bad('the answer does not say that it is finished');
}

/** Throws if an assembled answer is none. As with whole answers, a choice behind the first may be withheld. */
export function checkChoices(choices: readonly { readonly finish_reason: string | null }[]): void {
  const [first, ...others] = choices;
  if (first === undefined) throw bad('the answer has no choices');
  checkFinish(first.finish_reason);
  for (const { finish_reason: reason } of others) {
    if (reason !== 'content_filter') checkFinish(reason);
  }
}
