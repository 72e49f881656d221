import type { Alert } from '#contracts';
import { fitsPattern } from '#fallback';
import type { Silence } from '#postgres';

/** The silence that an alert falls under; null: there is none. */
export const silencerOf = ({ labels }: Alert, silences: readonly Silence[]): Silence | null =>
  silences.find(({ matchers }) =>
    matchers.every(({ name, value }) => fitsPattern(value, (labels as Record<string, string>)[name] ?? '')),
  ) ?? null;
