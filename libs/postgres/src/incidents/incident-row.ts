import type { Alert } from '#contracts';

export const incidentColumns =
  'i.id, i.fingerprint, i.labels, i.annotations, i.handoffs, i.generator_url, i.starts_at, i.ends_at, i.quiet_since, i.last_seen_at';

/** As pg gives those columns; 64 bit numbers come as text. */
export interface IncidentRow {
  readonly id: string;
  readonly fingerprint: string;
  readonly labels: Alert['labels'];
  readonly annotations: Alert['annotations'];
  readonly handoffs: readonly string[];
  readonly generator_url: string;
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  readonly quiet_since: Date | null;
  readonly last_seen_at: Date;
}

export function alertOf(row: IncidentRow, status: Alert['status']): Alert {
  return {
    status,
    labels: row.labels,
    annotations:
      row.handoffs.length === 0
        ? row.annotations
        : { ...row.annotations, handoff: 'true', handoff_requests: row.handoffs.join(', ') },
    startsAt: row.starts_at.toISOString(),
    endsAt: status === 'resolved' ? (row.ends_at?.toISOString() ?? null) : null,
    generatorURL: row.generator_url,
    fingerprint: row.fingerprint,
  };
}
