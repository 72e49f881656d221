import type { Pool } from 'pg';
import { batchSize, deleteBatches } from '../delete-batches.js';

const deleteBatchOf = (table: 'spending' | 'spending_books'): string => `
DELETE FROM understudy.${table} WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM understudy.${table}
  WHERE updated_on < ($1::timestamptz AT TIME ZONE 'UTC')::date
  LIMIT ${batchSize} FOR UPDATE SKIP LOCKED
))`;

/**
 * Forgets the totals to which nothing was added since the UTC day of `before`, in small transactions; says how many.
 * A month's total must outlive its month: go back 32 days at least.
 */
export async function deleteOldSpending(pool: Pool, before: Date, signal?: AbortSignal): Promise<number> {
  await deleteBatches(pool, deleteBatchOf('spending_books'), [before], signal);
  return deleteBatches(pool, deleteBatchOf('spending'), [before], signal);
}
