import pg from 'pg';
import type { HistoryEvent } from '../history/history-event.js';

interface Row {
  readonly custom_id: string;
  readonly fence: string;
  readonly result_id: string | null;
}

/** What the ledger's table has, read past all our code. */
export async function readLedger(databaseUrl: string): Promise<HistoryEvent[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Row>('SELECT custom_id, fence, result_id FROM understudy.requests');
    return rows.flatMap(({ custom_id: request, fence, result_id: resultId }) => [
      { type: 'claimed' as const, request, fence: Number(fence) },
      ...(resultId === null ? [] : [{ type: 'finished' as const, request, resultId }]),
    ]);
  } finally {
    await client.end();
  }
}
