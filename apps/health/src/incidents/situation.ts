import type { Alert, AlertName } from '#contracts';
import type { LiveIncident } from '#postgres';

/** What is known of everything that a few kinds of alerts are about. */
export interface Situation {
  readonly alertnames: readonly AlertName[];
  /** Have to be open. */
  readonly due: readonly Alert[];
  /** Is there something behind an incident of these kinds that is not due, so that it stays as it is? */
  readonly holds: (incident: LiveIncident) => boolean;
}

export const nothingElse = (): boolean => false;
