import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { migrate, SchemaTooNew } from '#postgres';
import { silent, useDatabase } from './test-database.js';

describe('migrate', () => {
  const database = useDatabase({ migrated: false });

  it('does each migration once when many processes start at once', async () => {
    const lines: { version: number }[] = [];
    const logger = pino(
      {},
      { write: (line: string) => void lines.push(JSON.parse(line) as { version: number }) },
    );
    const pools = Array.from({ length: 5 }, () => database.openPool());
    await Promise.all(pools.map((pool) => migrate(pool, logger)));

    const { rows } = await database
      .openPool()
      .query<{ version: number }>('SELECT version FROM understudy.migrations ORDER BY version');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ version }) => version)).toEqual(rows.map((_row, index) => index + 1));
    expect(lines.map(({ version }) => version)).toEqual(rows.map(({ version }) => version));
  });

  it('changes nothing on a database that is up to date', async () => {
    const pool = database.openPool();
    await migrate(pool, silent);
    const before = await pool.query('SELECT * FROM understudy.migrations ORDER BY version');
    await migrate(pool, silent);
    const after = await pool.query('SELECT * FROM understudy.migrations ORDER BY version');
    expect(after.rows).toEqual(before.rows);
  });

  it('refuses a database that a newer release has migrated, and leaves it alone', async () => {
    const pool = database.openPool();
    await migrate(pool, silent);
    await pool.query(`INSERT INTO understudy.migrations (version, name) VALUES (9999, 'from the future')`);
    const refused = migrate(pool, silent);
    await expect(refused).rejects.toBeInstanceOf(SchemaTooNew);
    await expect(refused).rejects.toThrow(/schema is at version 9999, this release knows up to \d+/);
    await pool.query('DELETE FROM understudy.migrations WHERE version = 9999');
    await expect(migrate(pool, silent)).resolves.toBeUndefined();
  });
});
