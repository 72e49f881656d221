import type { Pool } from 'pg';
import type { LogRecord } from '#contracts';
import type { RequestKey } from '../ledger/request-key.js';
import { restoreHeaders, type StoredHeaders } from './stored-headers.js';

/** A request whose rest is over. */
export interface DueRequest extends RequestKey {
  /** The record that asked for it. */
  readonly record: LogRecord;
  readonly earlier: unknown;
}

interface DueRow {
  readonly org: string;
  readonly custom_id: string;
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: string;
  readonly record_timestamp: string;
  readonly record_key: Buffer | null;
  readonly record_value: Buffer;
  readonly record_headers: StoredHeaders;
  readonly earlier: unknown;
}

const takeDue = {
  name: 'take-due-requests',
  text: `
WITH due AS (
  SELECT org, custom_id FROM understudy.waiting_requests
  WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE understudy.waiting_requests w SET due_at = now() + $2::float8 * interval '1 millisecond'
FROM due JOIN understudy.requests r USING (org, custom_id)
WHERE w.org = due.org AND w.custom_id = due.custom_id
RETURNING w.*, r.source_topic, r.source_partition, r.source_offset`,
};

/**
 * Gives each request that is due to one router. It stays in the table until it is forgotten, and is due again after
 * `hideMs`: if the router that took it has died by then, another one goes on with it.
 */
export async function takeDueRequests(pool: Pool, limit: number, hideMs: number): Promise<DueRequest[]> {
  const { rows } = await pool.query<DueRow>({ ...takeDue, values: [limit, hideMs] });
  return rows.map((row) => ({
    org: row.org,
    customId: row.custom_id,
    record: {
      topic: row.source_topic,
      partition: row.source_partition,
      offset: row.source_offset,
      timestamp: row.record_timestamp,
      key: row.record_key,
      value: row.record_value,
      headers: restoreHeaders(row.record_headers),
    },
    earlier: row.earlier,
  }));
}
