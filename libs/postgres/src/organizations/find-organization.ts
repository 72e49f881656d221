import type { Pool } from 'pg';
import type { Organization } from '#contracts';
import { organizationOf, readOrganizationRows } from './organization-row.js';

/** @throws UnreadableOrganization */
export async function findOrganization(pool: Pool, org: string): Promise<Organization | undefined> {
  const [row] = await readOrganizationRows(pool, [org]);
  return row && organizationOf(row);
}
