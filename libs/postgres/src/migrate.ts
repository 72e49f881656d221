import type { Pool, PoolClient, QueryConfig } from 'pg';
import type { Logger } from 'pino';
import { migrations } from './migrations/index.js';
import { inTransaction } from './transaction.js';

/** A database that a newer release has migrated: this one does not know what its tables mean. */
export class SchemaTooNew extends Error {
  override readonly name = 'SchemaTooNew';

  constructor(
    readonly found: number,
    readonly known: number,
  ) {
    super(
      `The database's schema is at version ${found}, this release knows up to ${known}: ` +
        'start a release that is at least as new as the one that migrated it, or use another database',
    );
  }
}

/** Any number that no other program locks on this database. */
const migrationLock = 7_236_115_804;

const withoutTimeout = (text: string): QueryConfig & { query_timeout: number } => ({
  text,
  query_timeout: 3_600_000,
});

/** Brings the schema forward, never back; processes that start at once wait for the one that does it. */
export async function migrate(pool: Pool, logger: Logger): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query(withoutTimeout(`SELECT pg_advisory_xact_lock(${migrationLock})`));
    const found = await schemaVersion(client);
    const known = migrations.length;
    if (found > known) throw new SchemaTooNew(found, known);
    for (const [index, migration] of migrations.entries()) {
      const version = index + 1;
      if (version <= found) continue;
      await client.query(withoutTimeout(migration.sql));
      await client.query('INSERT INTO understudy.migrations (version, name) VALUES ($1, $2)', [
        version,
        migration.name,
      ]);
      logger.info({ version, migration: migration.name }, 'The database was migrated');
    }
  });
}

async function schemaVersion(client: PoolClient): Promise<number> {
  const { rows: tables } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('understudy.migrations') IS NOT NULL AS exists`,
  );
  if (!tables[0]?.exists) return 0;
  const { rows } = await client.query<{ version: number }>(
    'SELECT max(version) AS version FROM understudy.migrations',
  );
  return rows[0]?.version ?? 0;
}
