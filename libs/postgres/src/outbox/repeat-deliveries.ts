import type { Pool } from 'pg';

export interface Repetition {
  readonly sink: string;
  readonly everyMs: number;
}

const repeat = `
UPDATE understudy.outbox AS o SET state = 'waiting', due_at = now(), attempts = 0
FROM unnest($1::text[], $2::double precision[]) AS r (sink, every), understudy.incidents AS i
WHERE o.sink = r.sink AND o.status = 'firing' AND i.id = o.incident_id AND i.ends_at IS NULL
  AND (o.state = 'sent' AND o.sent_at <= now() - r.every * interval '1 ms'
    OR o.state = 'dead' AND o.due_at <= now() - r.every * interval '1 ms')`;

/** What still fires is due again, dead ends too. Of the callers that say so at once, one does it. */
export async function repeatDeliveries(pool: Pool, repetitions: readonly Repetition[]): Promise<void> {
  if (repetitions.length === 0) return;
  await pool.query(repeat, [repetitions.map(({ sink }) => sink), repetitions.map(({ everyMs }) => everyMs)]);
}
