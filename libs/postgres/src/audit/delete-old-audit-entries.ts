import type { Pool } from 'pg';
import { batchSize, deleteBatches } from '../delete-batches.js';

/** Entries are numbered as they come: the old ones are the first, and no index is needed to find them. */
const deleteBatch = `
DELETE FROM understudy.audit WHERE at < $1 AND id = ANY (ARRAY(
  SELECT id FROM understudy.audit ORDER BY id LIMIT ${batchSize} FOR UPDATE SKIP LOCKED
))`;

/** Forgets what was written down before then; says how many entries. */
export const deleteOldAuditEntries = (pool: Pool, before: Date, signal?: AbortSignal): Promise<number> =>
  deleteBatches(pool, deleteBatch, [before], signal);
