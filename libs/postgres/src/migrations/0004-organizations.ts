import type { Migration } from './migration.js';

/**
 * Columns, not one document: people write rows by hand, and a release that knows a setting more must not make its rows
 * unreadable to the one before it. Every change is told, whoever makes it; an empty payload says that all may have changed.
 */
export const organizations: Migration = {
  name: 'organizations',
  sql: `
CREATE TABLE understudy.organizations (
  org text COLLATE "C" PRIMARY KEY CHECK (char_length(org) BETWEEN 1 AND 256),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 256),
  allowed_models text[],
  default_model text,
  chain text,
  admins text[] NOT NULL DEFAULT '{}',
  request_usd double precision CHECK (request_usd >= 0),
  session_usd double precision CHECK (session_usd >= 0),
  daily_usd double precision CHECK (daily_usd >= 0),
  monthly_usd double precision CHECK (monthly_usd >= 0),
  keys jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION understudy.tell_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF tg_op IN ('UPDATE', 'DELETE') THEN PERFORM pg_notify('understudy_organizations', old.org); END IF;
  IF tg_op IN ('UPDATE', 'INSERT') THEN PERFORM pg_notify('understudy_organizations', new.org); END IF;
  IF tg_op = 'TRUNCATE' THEN PERFORM pg_notify('understudy_organizations', ''); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER tell_organization AFTER INSERT OR UPDATE OR DELETE ON understudy.organizations
FOR EACH ROW EXECUTE FUNCTION understudy.tell_organization();

CREATE TRIGGER tell_organizations AFTER TRUNCATE ON understudy.organizations
FOR EACH STATEMENT EXECUTE FUNCTION understudy.tell_organization();
`,
};
