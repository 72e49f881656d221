import { ClassifiedError } from '../failures/classified-error.js';

/** What Anthropic's API has no words for: refused before it is sent. */
export const unsupported = (what: string): ClassifiedError =>
  new ClassifiedError('bad_request', 'UnsupportedRequestError', `Anthropic cannot be asked this: ${what}`);

/** A chain that is to answer all the same goes on to a provider that has embeddings. */
export const withoutEmbeddings = (): ClassifiedError =>
  new ClassifiedError(
    'model_not_found',
    'NotFoundError',
    'Anthropic has no embeddings: name another provider for them',
  );
