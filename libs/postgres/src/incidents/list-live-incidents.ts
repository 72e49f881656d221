import type { Pool } from 'pg';
import type { Alert } from '#contracts';
import { alertOf, incidentColumns, type IncidentRow } from './incident-row.js';

export interface LiveIncident {
  readonly alert: Alert;
  readonly lastSeenAt: Date;
  /** Not told yet: what it is about has not lasted long enough. */
  readonly isPending: boolean;
  /** Since when there is nothing behind it any more; null while there is. */
  readonly quietSince: Date | null;
}

/** What is firing, and what would if it lasted, the oldest first. */
export async function listLiveIncidents(pool: Pool): Promise<LiveIncident[]> {
  const { rows } = await pool.query<IncidentRow & { pending: boolean }>(
    `SELECT ${incidentColumns}, i.opened_at IS NULL AS pending
     FROM understudy.incidents AS i WHERE ends_at IS NULL ORDER BY starts_at, id`,
  );
  return rows.map((row) => ({
    alert: alertOf(row, 'firing'),
    lastSeenAt: row.last_seen_at,
    isPending: row.pending,
    quietSince: row.quiet_since,
  }));
}
