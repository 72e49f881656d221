import type { Migration } from './migration.js';

/**
 * What the health service reads off the log, for look-up. A day is a partition: to forget one is to drop it, whatever its
 * size. Keys begin with the time, as a partitioned table's must; it is in the record, so that a record that comes again
 * has the same key, and is stored and counted once.
 *
 * `make_day` is for whoever holds the lock of the writers. It attaches the partition, which keeps nobody from reading or
 * writing meanwhile, as creating it in its place would.
 */
export const attempts: Migration = {
  name: 'attempts',
  sql: `
CREATE TABLE understudy.attempts (
  started_at timestamptz NOT NULL,
  id text COLLATE "C" NOT NULL,
  org text COLLATE "C" NOT NULL,
  custom_id text COLLATE "C" NOT NULL,
  session text COLLATE "C",
  provider text COLLATE "C" NOT NULL,
  model text COLLATE "C" NOT NULL,
  step int NOT NULL,
  attempt int NOT NULL,
  outcome text NOT NULL,
  error_class text,
  duration_ms double precision NOT NULL,
  time_to_first_token_ms double precision,
  cost_usd numeric NOT NULL,
  hedged boolean NOT NULL,
  trace_id text,
  PRIMARY KEY (started_at, id)
) PARTITION BY RANGE (started_at);

CREATE INDEX attempts_by_request ON understudy.attempts (org, custom_id);

CREATE TABLE understudy.ended_requests (
  finished_at timestamptz NOT NULL,
  id text COLLATE "C" NOT NULL,
  org text COLLATE "C" NOT NULL,
  custom_id text COLLATE "C" NOT NULL,
  outcome text NOT NULL,
  duration_ms double precision NOT NULL,
  provider text COLLATE "C",
  model text COLLATE "C",
  chain text[] NOT NULL,
  attempts int NOT NULL,
  cost_usd numeric NOT NULL,
  error_class text COLLATE "C",
  trace_id text,
  PRIMARY KEY (finished_at, id)
) PARTITION BY RANGE (finished_at);

CREATE INDEX ended_requests_by_request ON understudy.ended_requests (org, custom_id);
CREATE INDEX ended_requests_by_org ON understudy.ended_requests (org, finished_at, id);
CREATE INDEX ended_requests_by_provider ON understudy.ended_requests (provider, finished_at, id);
CREATE INDEX ended_requests_by_class ON understudy.ended_requests (error_class, finished_at, id) WHERE error_class IS NOT NULL;
CREATE INDEX ended_requests_failed ON understudy.ended_requests (finished_at, id) WHERE outcome = 'failed';

CREATE TABLE understudy.daily_costs (
  day date NOT NULL,
  kind text NOT NULL CHECK (kind IN ('org', 'session', 'model')),
  name text COLLATE "C" NOT NULL,
  org text COLLATE "C" NOT NULL,
  requests bigint NOT NULL,
  attempts bigint NOT NULL,
  cost_usd numeric NOT NULL,
  PRIMARY KEY (day, kind, name, org)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE understudy.traffic_flows (
  minute timestamptz NOT NULL,
  first_step text COLLATE "C" NOT NULL,
  answered_by text COLLATE "C" NOT NULL,
  requests bigint NOT NULL,
  PRIMARY KEY (minute, first_step, answered_by)
) WITH (fillfactor = 50);

CREATE FUNCTION understudy.make_day(parent text, day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE partition text := parent || to_char(day, '_YYYYMMDD');
BEGIN
  IF to_regclass('understudy.' || partition) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE understudy.%I (LIKE understudy.%I INCLUDING ALL)', partition, parent);
  EXECUTE format('ALTER TABLE understudy.%I ATTACH PARTITION understudy.%I FOR VALUES FROM (%L) TO (%L)',
    parent, partition, day || ' 00:00+00', day + 1 || ' 00:00+00');
END $$;
`,
};
