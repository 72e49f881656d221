import type { Pool } from 'pg';
import type { Alert } from '#contracts';
import { alertOf, incidentColumns, type IncidentRow } from './incident-row.js';

export interface OpenIncident {
  readonly alert: Alert;
  readonly lastSeenAt: Date;
}

/** What is firing, the oldest first. */
export async function listOpenIncidents(pool: Pool): Promise<OpenIncident[]> {
  const { rows } = await pool.query<IncidentRow>(
    `SELECT ${incidentColumns} FROM understudy.incidents WHERE ends_at IS NULL ORDER BY starts_at, id`,
  );
  return rows.map((row) => ({ alert: alertOf(row, 'firing'), lastSeenAt: row.last_seen_at }));
}
