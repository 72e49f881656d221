import type { Pool } from 'pg';
import type { Organization } from '#contracts';
import { organizationOf, readOrganizationRows, UnreadableOrganization } from './organization-row.js';

export interface OrganizationList {
  /** By their keys. */
  readonly organizations: readonly Organization[];
  /** Rows that no release of ours has written: they must neither be hidden nor hide the others. */
  readonly unreadable: readonly UnreadableOrganization[];
}

export async function listOrganizations(pool: Pool): Promise<OrganizationList> {
  const organizations: Organization[] = [];
  const unreadable: UnreadableOrganization[] = [];
  for (const row of await readOrganizationRows(pool, 'all')) {
    try {
      organizations.push(organizationOf(row));
    } catch (error) {
      if (!(error instanceof UnreadableOrganization)) throw error;
      unreadable.push(error);
    }
  }
  return { organizations, unreadable };
}
