import type { Failure } from '#fallback';
import { ClassifiedError } from './failures/classified-error.js';

/** Fetch refuses any other at each call, with a message that quotes it. */
export const isSendable = (apiKey: string): boolean => /^[\x21-\x7e]+$/.test(apiKey);

const unusable = (message: string): Failure =>
  new ClassifiedError('auth', 'AuthenticationError', message).toFailure(null);

/** The key that an organization's variable holds, or the failure of every call that is to use it. */
export function organizationKey(
  variable: string,
  keyOf: (variable: string) => string | null,
): string | Failure {
  const key = keyOf(variable);
  if (key === null || key === '') {
    return unusable(`the organization's own key is missing: set ${variable} in the routers' environment`);
  }
  if (!isSendable(key)) {
    return unusable(`the organization's own key in ${variable} has characters that no HTTP header can carry`);
  }
  return key;
}
