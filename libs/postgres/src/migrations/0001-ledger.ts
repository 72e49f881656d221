import type { Migration } from './migration.js';

/**
 * `requests` is written three times a row (claim, finish, publish): the free space in each page keeps the later two
 * within it (HOT), which holds as long as no index names a column that they change.
 * Keys compare by bytes: faster, and an upgrade of the system's collations cannot break the index.
 * Headers are `json`, not `jsonb`: an answer that is sent again has its headers in the order of the first time.
 */
export const ledger: Migration = {
  name: 'ledger',
  sql: `
CREATE SCHEMA IF NOT EXISTS understudy;

CREATE TABLE understudy.migrations (
  version int PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE understudy.routers (
  id text COLLATE "C" PRIMARY KEY,
  lease_until timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE understudy.requests (
  org text COLLATE "C" NOT NULL,
  custom_id text COLLATE "C" NOT NULL,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done')),
  fence bigint NOT NULL DEFAULT 1,
  owner text COLLATE "C" NOT NULL,
  source_topic text NOT NULL,
  source_partition int NOT NULL,
  source_offset bigint NOT NULL,
  claimed_at timestamptz NOT NULL DEFAULT now(),
  result_id text,
  result_topic text CHECK (result_topic IN ('responses', 'failures')),
  result_key bytea,
  result_headers json,
  result_value text,
  finished_at timestamptz,
  published_at timestamptz,
  PRIMARY KEY (org, custom_id),
  CONSTRAINT done_has_a_result CHECK (
    state = 'running' OR num_nulls(result_id, result_topic, result_headers, result_value, finished_at) = 0
  ),
  CONSTRAINT published_is_done CHECK (published_at IS NULL OR state = 'done')
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX requests_by_claim ON understudy.requests (claimed_at);
`,
};
