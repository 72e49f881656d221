import { classesCaughtBy, type ErrorClass } from '#contracts';

/** What leads to a step that names no failures: a refusal, or a request that no provider would take, is not worked around. */
export const recoverable: ReadonlySet<ErrorClass> = new Set(
  [...classesCaughtBy(['All'])].filter((name) => name !== 'bad_request' && name !== 'content_filter'),
);
