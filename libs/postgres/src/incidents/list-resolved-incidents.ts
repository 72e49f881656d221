import type { Pool } from 'pg';
import type { Alert } from '#contracts';
import { alertOf, incidentColumns, type IncidentRow } from './incident-row.js';

/** What fired and is over, the latest to end first. */
export async function listResolvedIncidents(pool: Pool, limit: number): Promise<Alert[]> {
  const { rows } = await pool.query<IncidentRow>(
    `SELECT ${incidentColumns} FROM understudy.incidents AS i
     WHERE ends_at IS NOT NULL ORDER BY ends_at DESC LIMIT $1`,
    [limit],
  );
  return rows.map((row) => alertOf(row, 'resolved'));
}
