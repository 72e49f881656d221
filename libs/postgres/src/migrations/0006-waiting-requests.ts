import type { Migration } from './migration.js';

/**
 * A table of its own: an index on a column of `requests` that changes, or a partial one, would cost every request its
 * updates within the page. NOT VALID, for what the old constraints allowed the new ones do too.
 * Header values are base64: they are any bytes.
 */
export const waitingRequests: Migration = {
  name: 'waiting-requests',
  sql: `
ALTER TABLE understudy.requests
  DROP CONSTRAINT requests_state_check,
  DROP CONSTRAINT done_has_a_result,
  ADD CONSTRAINT requests_state_check CHECK (state IN ('running', 'waiting', 'done')) NOT VALID,
  ADD CONSTRAINT done_has_a_result CHECK (
    state <> 'done' OR num_nulls(result_id, result_topic, result_headers, result_value, finished_at) = 0
  ) NOT VALID;

CREATE TABLE understudy.waiting_requests (
  org text COLLATE "C" NOT NULL,
  custom_id text COLLATE "C" NOT NULL,
  due_at timestamptz NOT NULL,
  record_timestamp text NOT NULL,
  record_key bytea,
  record_value bytea NOT NULL,
  record_headers json NOT NULL,
  earlier json NOT NULL,
  PRIMARY KEY (org, custom_id)
);

CREATE INDEX waiting_requests_by_due ON understudy.waiting_requests (due_at);
`,
};
