import type { ClientBase } from 'pg';
import { Organization } from '#contracts';

/** A pool, or one connection. */
export type Queryable = Pick<ClientBase, 'query'>;

/** Two reads of a row with one version are the same row: it is the transaction that wrote it. */
const organizationColumns = `org, name, allowed_models, default_model, chain, admins,
  request_usd, session_usd, daily_usd, monthly_usd, keys, xmin::text AS version`;

/** As pg gives those columns; those that may hold what no organization has are not trusted. */
export interface OrganizationRow {
  readonly org: string;
  readonly name: string;
  readonly allowed_models: unknown;
  readonly default_model: unknown;
  readonly chain: unknown;
  readonly admins: unknown;
  readonly request_usd: number | null;
  readonly session_usd: number | null;
  readonly daily_usd: number | null;
  readonly monthly_usd: number | null;
  readonly keys: unknown;
  readonly version: string;
}

/** A row that no release of ours has written. */
export class UnreadableOrganization extends Error {
  override readonly name = 'UnreadableOrganization';

  constructor(
    readonly org: string,
    readonly problems: readonly string[],
  ) {
    super(
      `The row of organization '${org}' cannot be read: ${problems.join('; ')}. ` +
        'Mend it in understudy.organizations, or save the organization anew',
    );
  }
}

/** Those of these organizations that there are, or of all, by their keys. */
export async function readOrganizationRows(
  database: Queryable,
  orgs: readonly string[] | 'all',
): Promise<OrganizationRow[]> {
  const { rows } = await database.query<OrganizationRow>(
    `SELECT ${organizationColumns} FROM understudy.organizations
     ${orgs === 'all' ? '' : 'WHERE org = ANY ($1)'} ORDER BY org`,
    orgs === 'all' ? [] : [orgs],
  );
  return rows;
}

/** @throws UnreadableOrganization */
export function organizationOf({
  request_usd,
  session_usd,
  daily_usd,
  monthly_usd,
  version: _version,
  ...row
}: OrganizationRow): Organization {
  const limits = Object.entries({ request_usd, session_usd, daily_usd, monthly_usd });
  const budgets = Object.fromEntries(limits.filter(([, usd]) => usd !== null));
  const parsed = Organization.safeParse({ ...row, budgets });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new UnreadableOrganization(row.org, problems);
}
