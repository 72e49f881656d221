import type { Pool } from 'pg';
import { batchSize, deleteBatches } from '../delete-batches.js';

/** A published request is as old as its claim at least, and that is what is indexed. */
const deleteBatch = `
DELETE FROM understudy.requests WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM understudy.requests
  WHERE claimed_at < $1 AND published_at < $1
  ORDER BY claimed_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED
))`;

/** Forgets the requests that were published before then, in small transactions; says how many. */
export const deleteOldRequests = (pool: Pool, olderThan: Date, signal?: AbortSignal): Promise<number> =>
  deleteBatches(pool, deleteBatch, [olderThan], signal);
