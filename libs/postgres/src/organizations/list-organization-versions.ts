import type { Queryable } from './organization-row.js';

/** The version of every row, by its organization: a tenth of what the rows themselves are. */
export async function listOrganizationVersions(database: Queryable): Promise<Map<string, string>> {
  const { rows } = await database.query<{ org: string; version: string }>(
    'SELECT org, xmin::text AS version FROM understudy.organizations ORDER BY org',
  );
  return new Map(rows.map(({ org, version }) => [org, version]));
}
