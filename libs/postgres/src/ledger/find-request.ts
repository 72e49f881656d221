import type { Pool } from 'pg';
import type { RequestKey } from './request-key.js';
import {
  resultColumns,
  resultOf,
  type RequestResult,
  type RequestRow,
  type RequestState,
  type RequestSource,
} from './request-row.js';

export interface StoredRequest extends RequestKey {
  readonly state: RequestState;
  readonly fence: number;
  /** The router that runs, ran or published it. */
  readonly owner: string;
  /** The record that it was last claimed for. */
  readonly source: RequestSource;
  readonly claimedAt: Date;
  readonly finishedAt: Date | null;
  readonly publishedAt: Date | null;
  /** Null while it runs. */
  readonly result: RequestResult | null;
}

interface StoredRow extends RequestRow {
  readonly owner: string;
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: string;
  readonly claimed_at: Date;
  readonly finished_at: Date | null;
  readonly published_at: Date | null;
}

export async function findRequest(
  pool: Pool,
  org: string,
  customId: string,
): Promise<StoredRequest | undefined> {
  const { rows } = await pool.query<StoredRow>(
    `SELECT org, custom_id, state, fence, owner, source_topic, source_partition, source_offset,
       claimed_at, finished_at, published_at, ${resultColumns}
     FROM understudy.requests WHERE org = $1 AND custom_id = $2`,
    [org, customId],
  );
  const [row] = rows;
  if (!row) return undefined;
  return {
    org: row.org,
    customId: row.custom_id,
    state: row.state,
    fence: Number(row.fence),
    owner: row.owner,
    source: { topic: row.source_topic, partition: row.source_partition, offset: row.source_offset },
    claimedAt: row.claimed_at,
    finishedAt: row.finished_at,
    publishedAt: row.published_at,
    result: resultOf(row),
  };
}
