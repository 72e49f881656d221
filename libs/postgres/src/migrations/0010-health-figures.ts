import type { Migration } from './migration.js';

export const healthFigures: Migration = {
  name: 'health-figures',
  sql: `
ALTER TABLE understudy.provider_health
  ADD COLUMN first_token_p50 double precision,
  ADD COLUMN first_token_p95 double precision,
  ADD COLUMN proven_at timestamptz;

CREATE TABLE understudy.attempt_minutes (
  minute timestamptz NOT NULL,
  provider text NOT NULL,
  model text NOT NULL,
  requests int NOT NULL,
  failures int NOT NULL,
  PRIMARY KEY (minute, provider, model)
) WITH (fillfactor = 50);
`,
};
