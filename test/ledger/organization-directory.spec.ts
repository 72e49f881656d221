import { afterEach, describe, expect, it } from '@jest/globals';
import {
  deleteOrganization,
  OrganizationDirectory,
  saveOrganization,
  type OrganizationDirectoryOptions,
} from '#postgres';
import { acme, organizationOf } from './organization-records.js';
import { recordedLog } from './recorded-log.js';
import { TcpProxy } from './tcp-proxy.js';
import { silent, useDatabase } from './test-database.js';

const until = async (met: () => boolean): Promise<void> => {
  while (!met()) await new Promise((resolve) => setImmediate(resolve));
};

describe('OrganizationDirectory', () => {
  const opened: { readonly close: () => Promise<void> }[] = [];
  // Before the database's own: it waits until nobody is connected.
  afterEach(async () => {
    for (const { close } of opened.splice(0)) await close();
    await database.openPool().query('TRUNCATE understudy.organizations');
  });
  const database = useDatabase();

  function open(options: Partial<OrganizationDirectoryOptions> & { url?: string } = {}) {
    const { url = `${database.url}?application_name=directory` } = options;
    const directory = new OrganizationDirectory({
      pool: database.openPool({ url }),
      logger: silent,
      ...options,
    });
    opened.push({ close: () => directory.close() });
    return directory;
  }

  async function openProxy(): Promise<TcpProxy> {
    const proxy = await TcpProxy.to(database.url);
    opened.push({ close: () => proxy.close() });
    return proxy;
  }

  it('A1 knows every organization from its start, and no other', async () => {
    const pool = database.openPool();
    await saveOrganization(pool, acme);
    const directory = open();
    await directory.start();
    expect(directory.find('acme')).toEqual(acme);
    expect(directory.find('toString')).toBeNull();
  });

  it('A1 sees what others save, delete, rename and truncate, also by hand', async () => {
    const pool = database.openPool();
    const directory = open();
    await directory.start();

    await saveOrganization(pool, acme);
    await until(() => directory.find('acme') !== null);
    await pool.query(`UPDATE understudy.organizations SET default_model = 'openai/o3' WHERE org = 'acme'`);
    await until(() => directory.find('acme')?.default_model === 'openai/o3');
    await pool.query(`UPDATE understudy.organizations SET org = 'acme-2' WHERE org = 'acme'`);
    await until(() => directory.find('acme') === null && directory.find('acme-2') !== null);
    await deleteOrganization(pool, 'acme-2');
    await until(() => directory.find('acme-2') === null);
    await saveOrganization(pool, acme);
    await until(() => directory.find('acme') !== null);
    await pool.query('TRUNCATE understudy.organizations');
    await until(() => directory.find('acme') === null);
  });

  it('ends on the last of many changes', async () => {
    const pool = database.openPool();
    const directory = open();
    await directory.start();
    for (let i = 1; i <= 200; i += 1) await saveOrganization(pool, organizationOf('busy', { name: `${i}` }));
    await until(() => directory.find('busy')?.name === '200');
  });

  it('keeps what it knew of an organization whose row cannot be read, and warns once', async () => {
    const pool = database.openPool();
    await saveOrganization(pool, acme);
    await pool.query(
      `INSERT INTO understudy.organizations (org, name, chain) VALUES ('unknown', 'Unknown', '')`,
    );
    const { logger, lines, logged } = recordedLog();
    const directory = open({ logger });
    await directory.start();
    expect(lines).toMatchObject([
      { level: 40, org: 'unknown', problems: [expect.stringMatching(/^chain: /)] },
    ]);
    expect(directory.find('unknown')).toBeNull();

    await pool.query(
      `UPDATE understudy.organizations SET admins = '{nobody}', chain = 'other' WHERE org = 'acme'`,
    );
    await logged(2);
    expect(lines[1]).toMatchObject({
      level: 40,
      org: 'acme',
      problems: [expect.stringMatching(/^admins\.0: /)],
    });
    expect(directory.find('acme')).toEqual(acme);

    await pool.query(`UPDATE understudy.organizations SET admins = '{}' WHERE org = 'acme'`);
    await until(() => directory.find('acme')?.chain === 'other');
    await pool.query(`NOTIFY understudy_organizations, ''`);
    await pool.query(`DELETE FROM understudy.organizations WHERE org = 'acme'`);
    await until(() => directory.find('acme') === null);
    expect(lines).toHaveLength(2);
  });

  it('comes back when the server ends its connection, and sees what changed meanwhile', async () => {
    const pool = database.openPool();
    const { logger, lines, logged } = recordedLog();
    const directory = open({ logger });
    await saveOrganization(pool, acme);
    await directory.start();
    const { rows } = await pool.query<{ ended: boolean }>(
      `SELECT pg_terminate_backend(pid, 10000) AS ended FROM pg_stat_activity WHERE application_name = 'directory'`,
    );
    expect(rows).toEqual([{ ended: true }]);
    await saveOrganization(pool, { ...acme, name: 'meanwhile' });
    await until(() => directory.find('acme')?.name === 'meanwhile');
    await logged(2);
    await saveOrganization(pool, { ...acme, name: 'afterwards' });
    await until(() => directory.find('acme')?.name === 'afterwards');
    expect(lines.map(({ level }) => level)).toEqual([40, 30]);
  });

  it('goes on with what it knows while the database is away, and makes up for all that it missed', async () => {
    const pool = database.openPool();
    const proxy = await openProxy();
    const { logger, lines, logged } = recordedLog();
    const directory = open({ url: proxy.url, logger });
    await saveOrganization(pool, acme);
    await saveOrganization(pool, organizationOf('closing-down'));
    await directory.start();

    await proxy.close();
    await logged(1);
    await saveOrganization(pool, { ...acme, name: 'missed' });
    await deleteOrganization(pool, 'closing-down');
    await saveOrganization(pool, organizationOf('founded'));
    expect(directory.find('acme')).toEqual(acme);

    await proxy.open();
    await logged(2);
    expect(directory.find('acme')?.name).toBe('missed');
    expect(directory.find('closing-down')).toBeNull();
    expect(directory.find('founded')).toEqual(organizationOf('founded'));
    expect(lines.map(({ level }) => level)).toEqual([40, 30]);
  });

  it('starts as soon as the database is there', async () => {
    await saveOrganization(database.openPool(), acme);
    const proxy = await openProxy();
    await proxy.close();
    const { logger, logged } = recordedLog();
    const directory = open({ url: proxy.url, logger });
    const started = directory.start();
    await logged(1);
    await proxy.open();
    await started;
    expect(directory.find('acme')).toEqual(acme);
  });

  it('does not start where waiting is of no use', async () => {
    const directory = open({ url: `${database.url}_is_not_there` });
    await expect(directory.start()).rejects.toMatchObject({ code: '3D000' });
  });

  it('ends its start when it is closed', async () => {
    const proxy = await openProxy();
    await proxy.close();
    const { logger, logged } = recordedLog();
    const directory = open({ url: proxy.url, logger });
    const started = expect(directory.start()).rejects.toThrow('was closed');
    await logged(1);
    await directory.close();
    await started;
  });

  it('compares all once a minute, in case that it was not told', async () => {
    const pool = database.openPool();
    await saveOrganization(pool, acme);
    let now = 0;
    let asleep = false;
    let wake = (): void => undefined;
    const sleep = (_ms: number, signal?: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        asleep = true;
        wake = () => {
          asleep = false;
          resolve();
        };
        signal?.addEventListener('abort', wake);
      });
    const directory = open({ clock: { now: () => now, sleep } });
    await directory.start();
    await until(() => asleep);
    await pool.query('ALTER TABLE understudy.organizations DISABLE TRIGGER USER');
    await saveOrganization(pool, { ...acme, name: 'untold' });
    await pool.query('ALTER TABLE understudy.organizations ENABLE TRIGGER USER');

    now = 59_999;
    wake();
    await until(() => asleep);
    expect(directory.find('acme')).toEqual(acme);
    now = 60_000;
    wake();
    await until(() => asleep);
    expect(directory.find('acme')?.name).toBe('untold');
  });

  it('holds 10,000 organizations, and follows when all change at once', async () => {
    const pool = database.openPool();
    await pool.query(
      `INSERT INTO understudy.organizations (org, name) SELECT 'org-' || i, 'before' FROM generate_series(1, 10000) AS i`,
    );
    const directory = open();
    await directory.start();
    const orgs = Array.from({ length: 10_000 }, (_, i) => `org-${i + 1}`);
    const allAre = (name: string): boolean => orgs.every((org) => directory.find(org)?.name === name);
    expect(allAre('before')).toBe(true);
    await pool.query(`UPDATE understudy.organizations SET name = 'after'`);
    await until(() => allAre('after'));
  });
});
