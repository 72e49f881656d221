import { z } from 'zod';

/** Why a provider's call failed. Closed: every adapter maps each of its provider's failures to one of these. */
export const errorClasses = [
  'rate_limit',
  'quota',
  'auth',
  'unavailable',
  'timeout',
  'network',
  'model_not_found',
  'bad_response',
  'content_filter',
  'context_length',
  'bad_request',
  'cancelled',
  'unknown',
] as const;

export const ErrorClass = z.enum(errorClasses);
export type ErrorClass = z.infer<typeof ErrorClass>;

const everyFailure = errorClasses.filter((errorClass) => errorClass !== 'cancelled');

/** The names that `catch_errors` takes besides the classes themselves, and what each stands for. */
export const catchGroups = {
  RateLimit: ['rate_limit'],
  Auth: ['auth'],
  ProviderUnavailable: ['unavailable'],
  ProviderQuotaExceeded: ['quota'],
  Timeout: ['timeout'],
  Network: ['network'],
  All: everyFailure,
} as const satisfies Record<string, readonly ErrorClass[]>;

export type CatchName = ErrorClass | keyof typeof catchGroups;

export const CatchName = z.enum([
  ...errorClasses,
  ...(Object.keys(catchGroups) as (keyof typeof catchGroups)[]),
]);

/** `['RateLimit', 'timeout']` → the classes that these names stand for. */
export function classesCaughtBy(names: readonly CatchName[]): ReadonlySet<ErrorClass> {
  return new Set(
    names.flatMap((name) =>
      name in catchGroups ? catchGroups[name as keyof typeof catchGroups] : [name as ErrorClass],
    ),
  );
}
