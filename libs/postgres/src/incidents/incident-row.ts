import type { Alert } from '#contracts';

export const incidentColumns =
  'id, fingerprint, labels, annotations, generator_url, starts_at, ends_at, last_seen_at';

/** As pg gives those columns; 64 bit numbers come as text. */
export interface IncidentRow {
  readonly id: string;
  readonly fingerprint: string;
  readonly labels: Alert['labels'];
  readonly annotations: Alert['annotations'];
  readonly generator_url: string;
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  readonly last_seen_at: Date;
}

export function alertOf(row: IncidentRow, status: Alert['status']): Alert {
  return {
    status,
    labels: row.labels,
    annotations: row.annotations,
    startsAt: row.starts_at.toISOString(),
    endsAt: status === 'resolved' ? (row.ends_at?.toISOString() ?? null) : null,
    generatorURL: row.generator_url,
    fingerprint: row.fingerprint,
  };
}
