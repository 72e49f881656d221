import type { Alert } from '#contracts';
import { fingerprintOf } from './fingerprint.js';

/** What every alert needs that comes of counting. */
export interface CountingContext {
  readonly generatorUrl: string;
  readonly now: number;
}

type Labels = Readonly<Record<string, string>> & Pick<Alert['labels'], 'alertname'>;

/** An alert that begins now; one that is there already keeps its beginning. All its labels but its severity tell it apart. */
export const countedAlert = (
  labels: Labels,
  told: Pick<Alert['labels'], 'severity'> & Pick<Alert['annotations'], 'summary' | 'description'>,
  { generatorUrl, now }: CountingContext,
): Alert => ({
  status: 'firing',
  labels: { ...labels, severity: told.severity },
  annotations: { summary: told.summary, description: told.description },
  startsAt: new Date(now).toISOString(),
  endsAt: null,
  generatorURL: generatorUrl,
  fingerprint: fingerprintOf(labels),
});

export const percentOf = (share: number): string => `${Math.round(share * 100)} %`;
export const minutesOf = (ms: number): string => `${Math.round(ms / 60_000)} min`;
