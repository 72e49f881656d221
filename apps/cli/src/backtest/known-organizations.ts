import type { Organization } from '#contracts';
import { listOrganizations } from '#postgres';
import { reasonOf } from '../reason-of.js';
import { withDatabase } from '../with-database.js';

export interface KnownOrganizations {
  readonly find: (org: string) => Organization | null;
  /** What the reader of a report has to know of them; null: nothing. */
  readonly note: string | null;
}

/** Every organization as the database has it now; none where it cannot be asked. */
export async function knownOrganizations(): Promise<KnownOrganizations> {
  try {
    const { organizations } = await withDatabase((pool) => listOrganizations(pool));
    const byName = new Map(organizations.map((organization) => [organization.org, organization]));
    return { find: (org) => byName.get(org) ?? null, note: null };
  } catch (error) {
    const reason = reasonOf(error);
    return {
      find: () => null,
      note: `The database cannot be asked (${reason}): no organization has a model, a chain, a key or a budget of its own (DATABASE_URL)`,
    };
  }
}
