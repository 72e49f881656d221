import type { Pool } from 'pg';
import type { Organization } from '#contracts';
import { organizationOf, readOrganizationRows } from './organization-row.js';

/**
 * All organizations, by their keys. A list without the one that cannot be read would hide it.
 *
 * @throws UnreadableOrganization
 */
export async function listOrganizations(pool: Pool): Promise<Organization[]> {
  const rows = await readOrganizationRows(pool, 'all');
  return rows.map(organizationOf);
}
