import type { Pool } from 'pg';
import type { RequestKey } from './request-key.js';
import type { RequestSource, RequestState } from './request-row.js';

export interface ReplayQuestion extends RequestKey {
  /** What the ids of its replays begin with. */
  readonly prefix: string;
}

/** As much of a request as tells whether it may be replayed. */
export interface KnownRequest {
  readonly customId: string;
  readonly state: Exclude<RequestState, 'done'> | 'answered' | 'failed';
  /** Of its failure, where the ledger has that. */
  readonly code: string | null;
  /** The record that it was last claimed for; null where it never was, for no router took it as a request. */
  readonly source: RequestSource | null;
}

export interface KnownReplays {
  /** Null where the ledger has no such request. */
  readonly request: KnownRequest | null;
  /** Whatever has such an id, in no order; one that is known from two places comes twice. */
  readonly replays: readonly KnownRequest[];
}

interface Row {
  readonly place: number;
  readonly is_replay: boolean;
  readonly custom_id: string;
  readonly state: RequestState;
  readonly result_topic: 'responses' | 'failures' | null;
  readonly code: string | null;
  readonly source_topic: string | null;
  readonly source_partition: number;
  readonly source_offset: string;
}

/**
 * Ranges of ids, in the order of their indexes (by bytes). A replay that no router took as a request failed all the same,
 * and is known to `ended_requests` alone. The code is the first field of the `error` that we wrote ourselves; within a
 * text of the result, which may hold anything, each quote has a backslash before it.
 */
const find = {
  name: 'find-replays',
  text: `
SELECT asked.place::int AS place, known.*
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS asked (org, id, prefix, beyond, place)
CROSS JOIN LATERAL (
  SELECT false AS is_replay, custom_id, state, result_topic,
    CASE WHEN result_topic = 'failures' THEN substring(result_value FROM '"error":\\{"code":"([a-z_]+)"') END AS code,
    source_topic, source_partition, source_offset
  FROM understudy.requests r WHERE r.org = asked.org AND r.custom_id = asked.id
  UNION ALL
  SELECT true, custom_id, state, result_topic, NULL, source_topic, source_partition, source_offset
  FROM understudy.requests r WHERE r.org = asked.org AND r.custom_id > asked.prefix AND r.custom_id < asked.beyond
  UNION ALL
  SELECT true, custom_id, 'done', 'failures', NULL, NULL, NULL, NULL
  FROM understudy.ended_requests e
  WHERE e.org = asked.org AND e.custom_id > asked.prefix AND e.custom_id < asked.beyond AND e.outcome = 'failed'
) AS known`,
};

/** What is known of each request and of its replays, in their order. */
export async function findReplays(pool: Pool, questions: readonly ReplayQuestion[]): Promise<KnownReplays[]> {
  const { rows } = await pool.query<Row>({
    ...find,
    values: [
      questions.map(({ org }) => org),
      questions.map(({ customId }) => customId),
      questions.map(({ prefix }) => prefix),
      questions.map(({ prefix }) => endOf(prefix)),
    ],
  });
  const byPlace = Map.groupBy(rows, ({ place }) => place);
  return questions.map((_, index) => {
    const found = byPlace.get(index + 1) ?? [];
    const own = found.find(({ is_replay: isReplay }) => !isReplay);
    return {
      request: own === undefined ? null : known(own),
      replays: found.filter(({ is_replay: isReplay }) => isReplay).map(known),
    };
  });
}

/** The first text, by bytes, that comes after all that begin so; a prefix ends in an ASCII character. */
const endOf = (prefix: string): string =>
  prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);

const known = (row: Row): KnownRequest => ({
  customId: row.custom_id,
  state: row.state === 'done' ? (row.result_topic === 'responses' ? 'answered' : 'failed') : row.state,
  code: row.code,
  source:
    row.source_topic === null
      ? null
      : { topic: row.source_topic, partition: row.source_partition, offset: row.source_offset },
});
