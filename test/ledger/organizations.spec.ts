import { describe, expect, it } from '@jest/globals';
import {
  deleteOrganization,
  findOrganization,
  listOrganizations,
  saveOrganization,
  UnreadableOrganization,
} from '#postgres';
import { acme, organizationOf } from './organization-records.js';
import { useDatabase } from './test-database.js';

describe('organizations', () => {
  const database = useDatabase();

  it('come back as they were saved, and are gone when they were deleted', async () => {
    const pool = database.openPool();
    const bare = organizationOf('bare');
    const closed = organizationOf('closed', { allowed_models: [] });
    for (const organization of [closed, acme, bare]) {
      await expect(saveOrganization(pool, organization)).resolves.toBe(true);
    }
    expect(await listOrganizations(pool)).toEqual({ organizations: [acme, bare, closed], unreadable: [] });
    expect(await findOrganization(pool, 'acme')).toEqual(acme);

    await expect(saveOrganization(pool, { ...bare, org: 'acme' })).resolves.toBe(false);
    expect(await findOrganization(pool, 'acme')).toEqual({ ...bare, org: 'acme' });

    await expect(deleteOrganization(pool, 'acme')).resolves.toBe(true);
    await expect(deleteOrganization(pool, 'acme')).resolves.toBe(false);
    expect(await findOrganization(pool, 'acme')).toBeUndefined();
  });

  it('that cannot be read say what is wrong, where, and what mends it', async () => {
    const pool = database.openPool();
    await pool.query(
      `INSERT INTO understudy.organizations (org, name, admins, daily_usd, keys)
       VALUES ('broken', 'Broken', '{nobody}', 'NaN', '{"openai": "sk-secret"}')`,
    );
    const found = findOrganization(pool, 'broken');
    await expect(found).rejects.toBeInstanceOf(UnreadableOrganization);
    await expect(found).rejects.toThrow(
      /'broken' cannot be read: admins\.0: .*budgets\.daily_usd: .*keys\.openai: .*understudy\.organizations/,
    );
    await expect(found).rejects.not.toThrow(/sk-secret/);
    await saveOrganization(pool, organizationOf('sound'));
    expect(await listOrganizations(pool)).toMatchObject({
      organizations: expect.arrayContaining([organizationOf('sound')]),
      unreadable: [{ org: 'broken' }],
    });
    await pool.query('TRUNCATE understudy.organizations');
  });
});
