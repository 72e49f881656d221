import type { Pool } from 'pg';
import { batchSize, deleteBatches } from '../delete-batches.js';

const deleteBatch = `
DELETE FROM understudy.incidents WHERE id = ANY (ARRAY(
  SELECT id FROM understudy.incidents AS i
  WHERE ends_at < $1
    AND NOT EXISTS (
      SELECT FROM understudy.outbox AS o
      WHERE o.incident_id = i.id AND o.state = 'waiting' AND o.sink = ANY ($2))
  ORDER BY ends_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED
))`;

export interface OldIncidents {
  readonly before: Date;
  /** Those that there are; one that is in no config any more is told nothing. */
  readonly sinks: readonly string[];
}

/**
 * Forgets the incidents that were over before then, and their messages with them, dead ends too; says how many incidents.
 * One with a message that a sink is still to be told stays.
 */
export const deleteOldIncidents = (
  pool: Pool,
  { before, sinks }: OldIncidents,
  signal?: AbortSignal,
): Promise<number> => deleteBatches(pool, deleteBatch, [before, sinks], signal);
