import type { Pool } from 'pg';
import { batchSize, deleteBatches } from '../delete-batches.js';

const deleteBatch = `
DELETE FROM understudy.silences WHERE id = ANY (ARRAY(
  SELECT id FROM understudy.silences WHERE until < $1 ORDER BY until LIMIT ${batchSize} FOR UPDATE SKIP LOCKED
))`;

/** Forgets the silences that ended before then; says how many. */
export const deleteOldSilences = (pool: Pool, before: Date, signal?: AbortSignal): Promise<number> =>
  deleteBatches(pool, deleteBatch, [before], signal);
