import { ErrorClass } from '#contracts';

/** `failure_rate=100.00%`, as operators grep for it. */
export const rateText = (failureRate: number): string => `failure_rate=${(failureRate * 100).toFixed(2)}%`;

/** Of a limit that no attempt has met yet. */
export const nothingLeftText = 'the provider says that nothing is left until then';

/** Does this `reason` tell of such a limit? */
export const isAnnounced = (reason: string): boolean => reason.endsWith(nothingLeftText);

/** The `reason` of a health record begins with the class of the failure behind its state, so that it can be read back. */
export const reasonOf = (cause: ErrorClass | null, text: string): string =>
  cause === null ? text : `${cause}: ${text}`;

/** The class that a `reason` begins with; null for a state without a failure behind it. */
export function causeOf(reason: string): ErrorClass | null {
  return ErrorClass.safeParse(reason.split(':', 1)[0]).data ?? null;
}
