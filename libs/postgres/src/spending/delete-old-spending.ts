import type { Pool } from 'pg';

const batchSize = 1_000;

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
export async function deleteOldSpending(pool: Pool, before: Date): Promise<number> {
  await deleteBatches(pool, deleteBatchOf('spending_books'), before);
  return deleteBatches(pool, deleteBatchOf('spending'), before);
}

async function deleteBatches(pool: Pool, deleteBatch: string, before: Date): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } = await pool.query(deleteBatch, [before]);
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < batchSize) return deleted;
  }
}
