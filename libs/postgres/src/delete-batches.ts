import type { Pool } from 'pg';

/** Rows of one transaction, so that no lock is held for long. */
export const batchSize = 1_000;

/**
 * Runs a statement that deletes at most `batchSize` rows until it finds no more, or between two batches when the signal
 * aborts; says how many it deleted.
 */
export async function deleteBatches(
  pool: Pool,
  deleteBatch: string,
  values: unknown[],
  signal?: AbortSignal,
): Promise<number> {
  let deleted = 0;
  while (!signal?.aborted) {
    const { rowCount } = await pool.query(deleteBatch, values);
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < batchSize) break;
  }
  return deleted;
}
