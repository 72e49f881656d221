import type { Logger } from 'pino';
import type { Organization } from '#contracts';
import { listOrganizationVersions } from './list-organization-versions.js';
import {
  organizationOf,
  readOrganizationRows,
  UnreadableOrganization,
  type OrganizationRow,
  type Queryable,
} from './organization-row.js';

interface Entry {
  readonly version: string;
  /** Null: no version of its row could be read yet. */
  readonly organization: Organization | null;
}

/** So many rows are parsed in one turn of the event loop at most. */
const batchSize = 500;

/**
 * The organizations, as they were last read.
 *
 * Each is absent → known (its row was read) → absent (its row is gone). A row that cannot be read leaves the organization as
 * it was, with one warning for each of its versions.
 */
export class OrganizationView {
  readonly #logger: Logger;
  readonly #entries = new Map<string, Entry>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  find(org: string): Organization | null {
    return this.#entries.get(org)?.organization ?? null;
  }

  /** Reads every row anew: versions mean nothing on a server that may be another one. */
  async readAll(database: Queryable): Promise<void> {
    for (const [org, entry] of this.#entries) this.#entries.set(org, { ...entry, version: '' });
    await this.readChanged(database);
  }

  /** Reads the rows that are not as they were. */
  async readChanged(database: Queryable): Promise<void> {
    const versions = await listOrganizationVersions(database);
    const known = [...this.#entries.keys(), ...versions.keys()];
    const changed = new Set(known.filter((org) => this.#entries.get(org)?.version !== versions.get(org)));
    await this.read(database, [...changed]);
  }

  async read(database: Queryable, orgs: readonly string[]): Promise<void> {
    for (let start = 0; start < orgs.length; start += batchSize) {
      const batch = orgs.slice(start, start + batchSize);
      const rows = await readOrganizationRows(database, batch);
      const gone = new Set(batch);
      for (const row of rows) {
        gone.delete(row.org);
        this.#take(row);
      }
      for (const org of gone) this.#entries.delete(org);
    }
  }

  #take(row: OrganizationRow): void {
    const { org, version } = row;
    const entry = this.#entries.get(org);
    if (entry?.version === version) return;
    try {
      this.#entries.set(org, { version, organization: organizationOf(row) });
    } catch (error) {
      if (!(error instanceof UnreadableOrganization)) throw error;
      const organization = entry?.organization ?? null;
      this.#entries.set(org, { version, organization });
      const holds = organization ? 'what was known of it holds' : 'it is taken for unknown';
      this.#logger.warn({ org, problems: error.problems }, `${error.message}; until then ${holds}`);
    }
  }
}
