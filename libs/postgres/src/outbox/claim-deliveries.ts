import type { Pool } from 'pg';
import type { Alert } from '#contracts';
import { alertOf, incidentColumns, type IncidentRow } from '../incidents/incident-row.js';

export interface Delivery {
  readonly id: string;
  readonly alert: Alert;
  /** Tries so far, this one counted. */
  readonly attempts: number;
}

/** What goes to one sink in one message. */
export interface DeliveryBatch {
  readonly sink: string;
  readonly group: string;
  readonly status: Alert['status'];
  readonly deliveries: readonly Delivery[];
}

export interface ClaimDeliveries {
  /** Those that can be spoken to now. */
  readonly sinks: readonly string[];
  /** For how long nobody else tries them. */
  readonly leaseMs: number;
}

const largestBatch = 100;

/** Of one fingerprint they go in order: the end of an incident after its beginning, and the next one after that. */
const isNext = `NOT EXISTS (
    SELECT FROM understudy.outbox AS e
    WHERE e.sink = o.sink AND e.fingerprint = o.fingerprint AND e.id < o.id AND e.state = 'waiting')`;

const claim = `
WITH head AS (
  SELECT sink, group_key, status FROM understudy.outbox AS o
  WHERE state = 'waiting' AND due_at <= now() AND sink = ANY ($1) AND ${isNext}
  ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
), taken AS (
  SELECT o.id FROM head JOIN understudy.outbox AS o USING (sink, group_key, status)
  WHERE o.state = 'waiting' AND o.due_at <= now() AND ${isNext}
  ORDER BY o.id LIMIT ${largestBatch} FOR UPDATE OF o SKIP LOCKED
), leased AS (
  UPDATE understudy.outbox AS o SET due_at = now() + $2 * interval '1 ms', attempts = o.attempts + 1
  FROM taken WHERE o.id = taken.id
  RETURNING o.id, o.incident_id, o.sink, o.group_key, o.status, o.attempts
)
SELECT ${incidentColumns}, l.id AS delivery_id, l.sink, l.group_key, l.status, l.attempts
FROM leased AS l JOIN understudy.incidents AS i ON i.id = l.incident_id ORDER BY l.id`;

type Row = IncidentRow & {
  readonly delivery_id: string;
  readonly sink: string;
  readonly group_key: string;
  readonly status: Alert['status'];
  readonly attempts: number;
};

/**
 * The oldest message that is due and that nobody else is sending; null when there is none. It is the caller's until it is
 * marked, or until the lease ends: then it is somebody's again, for the caller may have died.
 */
export async function claimDeliveries(
  pool: Pool,
  { sinks, leaseMs }: ClaimDeliveries,
): Promise<DeliveryBatch | null> {
  const { rows } = await pool.query<Row>(claim, [sinks, leaseMs]);
  const [first] = rows;
  if (first === undefined) return null;
  return {
    sink: first.sink,
    group: first.group_key,
    status: first.status,
    deliveries: rows.map((row) => ({
      id: row.delivery_id,
      alert: alertOf(row, row.status),
      attempts: row.attempts,
    })),
  };
}
