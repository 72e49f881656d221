import type { Migration } from './migration.js';

export const handoffsAndAudit: Migration = {
  name: 'handoffs-and-audit',
  sql: `
CREATE TABLE understudy.handoffs (
  org text COLLATE "C" NOT NULL,
  custom_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  code text NOT NULL,
  customer_message text NOT NULL,
  taken_by text,
  taken_at timestamptz,
  PRIMARY KEY (org, custom_id),
  CONSTRAINT taken_by_somebody CHECK ((taken_by IS NULL) = (taken_at IS NULL))
);

CREATE INDEX handoffs_open ON understudy.handoffs (at, org, custom_id) WHERE taken_at IS NULL;
CREATE INDEX handoffs_by_time ON understudy.handoffs (at, org, custom_id);

CREATE TABLE understudy.audit (
  id bigserial PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  remote text NOT NULL,
  action text NOT NULL,
  org text COLLATE "C",
  target text NOT NULL,
  before json,
  after json
);

CREATE INDEX audit_by_org ON understudy.audit (org, id) WHERE org IS NOT NULL;
`,
};
