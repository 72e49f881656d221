import type { Migration } from './migration.js';

/**
 * What an incident has to tell is written with its transition, one row for each sink and status: the unique key is what
 * lets nobody tell it twice. What the incidents had yet to tell becomes rows for the topic.
 */
export const alerts: Migration = {
  name: 'alerts',
  sql: `
ALTER TABLE understudy.incidents
  ADD COLUMN opened_at timestamptz,
  ADD COLUMN quiet_since timestamptz,
  ADD COLUMN handoffs text[] NOT NULL DEFAULT '{}';
UPDATE understudy.incidents SET opened_at = starts_at;
CREATE INDEX incidents_resolved ON understudy.incidents (ends_at) WHERE ends_at IS NOT NULL;

CREATE TABLE understudy.outbox (
  id bigserial PRIMARY KEY,
  incident_id bigint NOT NULL REFERENCES understudy.incidents ON DELETE CASCADE,
  fingerprint text NOT NULL,
  status text NOT NULL CHECK (status IN ('firing', 'resolved')),
  sink text NOT NULL,
  group_key text NOT NULL,
  group_wait interval NOT NULL DEFAULT '0',
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead', 'dropped')),
  held boolean NOT NULL DEFAULT false,
  due_at timestamptz NOT NULL DEFAULT now(),
  attempts int NOT NULL DEFAULT 0,
  last_error text,
  sent_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (incident_id, sink, status)
) WITH (fillfactor = 70);

CREATE INDEX outbox_due ON understudy.outbox (due_at) WHERE state = 'waiting';
CREATE INDEX outbox_in_order ON understudy.outbox (sink, fingerprint, id) WHERE state = 'waiting';
CREATE INDEX outbox_dead ON understudy.outbox (id) WHERE state = 'dead';
CREATE INDEX outbox_sent ON understudy.outbox (sink, sent_at) WHERE status = 'firing' AND state IN ('sent', 'dead');

INSERT INTO understudy.outbox (incident_id, fingerprint, status, sink, group_key, state, sent_at)
SELECT id, fingerprint, 'firing', 'topic', 'all',
  CASE WHEN firing_published_at IS NULL THEN 'waiting' ELSE 'sent' END, firing_published_at
FROM understudy.incidents WHERE resolved_published_at IS NULL ORDER BY id;
INSERT INTO understudy.outbox (incident_id, fingerprint, status, sink, group_key)
SELECT id, fingerprint, 'resolved', 'topic', 'all'
FROM understudy.incidents WHERE resolved_published_at IS NULL AND ends_at IS NOT NULL ORDER BY id;

ALTER TABLE understudy.incidents DROP COLUMN firing_published_at, DROP COLUMN resolved_published_at;

CREATE TABLE understudy.silences (
  id bigserial PRIMARY KEY,
  matchers jsonb NOT NULL,
  starts_at timestamptz NOT NULL DEFAULT now(),
  until timestamptz NOT NULL,
  set_by text NOT NULL,
  comment text NOT NULL
);
CREATE INDEX silences_until ON understudy.silences (until);

CREATE TABLE understudy.tallies (
  signal text NOT NULL,
  org text COLLATE "C" NOT NULL,
  subject text NOT NULL,
  minute timestamptz NOT NULL,
  total bigint NOT NULL,
  marked bigint NOT NULL,
  PRIMARY KEY (signal, org, subject, minute)
) WITH (fillfactor = 50);
CREATE INDEX tallies_by_minute ON understudy.tallies (minute);
`,
};
