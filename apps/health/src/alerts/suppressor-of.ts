import type { Alert, AlertView } from '#contracts';
import type { Silence } from '#postgres';
import { inhibitorOf } from './inhibition.js';
import { silencerOf } from './silencer-of.js';

export interface Surroundings {
  readonly silences: readonly Silence[];
  /** All that fires. */
  readonly firing: readonly Alert[];
}

/** What keeps an alert from people, null: nothing does. A silence goes first, for somebody meant it. */
export function suppressorOf(
  alert: Alert,
  { silences, firing }: Surroundings,
): NonNullable<AlertView['suppressedBy']> | null {
  const silence = silencerOf(alert, silences);
  if (silence !== null) return { kind: 'silence', id: silence.id, note: silence.comment };
  const source = inhibitorOf(alert, firing);
  if (source !== null) return { kind: 'alert', id: source.fingerprint, note: source.annotations.summary };
  return null;
}
