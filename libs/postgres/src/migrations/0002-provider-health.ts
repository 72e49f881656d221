import type { Migration } from './migration.js';

export const providerHealth: Migration = {
  name: 'provider-health',
  sql: `
CREATE TABLE understudy.provider_health (
  provider text NOT NULL,
  model text NOT NULL,
  state text NOT NULL CHECK (state IN ('healthy', 'degraded', 'limited', 'down', 'recovering')),
  since timestamptz NOT NULL,
  until timestamptz,
  reason text NOT NULL,
  failure_rate double precision NOT NULL,
  requests int NOT NULL,
  failures int NOT NULL,
  by_class jsonb NOT NULL,
  p50 double precision,
  p95 double precision,
  expires_at timestamptz NOT NULL,
  seq bigint NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (provider, model)
) WITH (fillfactor = 50);
`,
};
