import type { Migration } from './migration.js';

/** An incident is its own outbox: what has no time of publishing has yet to be told. */
export const incidents: Migration = {
  name: 'incidents',
  sql: `
CREATE TABLE understudy.incidents (
  id bigserial PRIMARY KEY,
  fingerprint text NOT NULL,
  alertname text NOT NULL,
  labels jsonb NOT NULL,
  annotations jsonb NOT NULL,
  generator_url text NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz,
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  firing_published_at timestamptz,
  resolved_published_at timestamptz
);

CREATE UNIQUE INDEX incidents_open ON understudy.incidents (fingerprint) WHERE ends_at IS NULL;
CREATE INDEX incidents_untold ON understudy.incidents (fingerprint, id) WHERE resolved_published_at IS NULL;
`,
};
