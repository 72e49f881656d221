import type { Pool } from 'pg';
import type { Organization } from '#contracts';

/** `xmax` is 0 in a row that was inserted just now, and names our transaction in one that was there. */
const save = `
INSERT INTO understudy.organizations
  (org, name, allowed_models, default_model, chain, admins, request_usd, session_usd, daily_usd, monthly_usd, keys)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (org) DO UPDATE SET
  name = excluded.name, allowed_models = excluded.allowed_models, default_model = excluded.default_model,
  chain = excluded.chain, admins = excluded.admins, request_usd = excluded.request_usd, session_usd = excluded.session_usd,
  daily_usd = excluded.daily_usd, monthly_usd = excluded.monthly_usd, keys = excluded.keys, updated_at = now()
RETURNING xmax = 0 AS created`;

/** Puts the organization in place of the one that was there; true if there was none. Every directory is told. */
export async function saveOrganization(pool: Pool, organization: Organization): Promise<boolean> {
  const { budgets } = organization;
  const { rows } = await pool.query<{ created: boolean }>(save, [
    organization.org,
    organization.name,
    organization.allowed_models,
    organization.default_model,
    organization.chain,
    organization.admins,
    budgets.request_usd,
    budgets.session_usd,
    budgets.daily_usd,
    budgets.monthly_usd,
    organization.keys,
  ]);
  return rows[0]?.created === true;
}
