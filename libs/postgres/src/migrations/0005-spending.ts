import type { Migration } from './migration.js';

/**
 * A total is written again and again, in place (HOT) as long as no index names a column that changes: hence the day of the
 * last change, which changes once a day, where its time would change each time.
 * `spending_books` remembers each writer's last flush, so that one whose reply was lost is not added again.
 */
export const spending: Migration = {
  name: 'spending',
  sql: `
CREATE TABLE understudy.spending (
  org text COLLATE "C" NOT NULL,
  period text COLLATE "C" NOT NULL,
  cost_usd double precision NOT NULL,
  updated_on date NOT NULL,
  PRIMARY KEY (org, period)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX spending_by_update ON understudy.spending (updated_on);

CREATE TABLE understudy.spending_books (
  id text COLLATE "C" PRIMARY KEY,
  flush bigint NOT NULL,
  updated_on date NOT NULL
) WITH (fillfactor = 50);
`,
};
