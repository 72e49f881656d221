import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { createPool, Ledger, migrate, type LedgerOptions } from '#postgres';

export const silent = pino({ level: 'silent' });

export interface TestDatabase {
  readonly url: string;
  openPool(options?: { url?: string; max?: number }): Pool;
  /** A router's ledger on a pool of its own, with its lease taken. */
  startLedger(options?: { url?: string } & Partial<LedgerOptions>): Promise<Ledger>;
  /** As a process that is killed: nothing is handed back. */
  kill(ledger: Ledger): Promise<void>;
}

const leakDeadlineMs = 10_000;

/** A database of its own for a spec file, gone afterwards. A test that leaves a connection open fails. */
export function useDatabase({ migrated = true } = {}): TestDatabase {
  const name = `ledger_${randomBytes(6).toString('hex')}`;
  const serverUrl = process.env.DATABASE_URL;
  if (!serverUrl) throw new Error('DATABASE_URL is set by the set-up of the stack tests');
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).toString();
  const openPools = new Set<Pool>();
  const poolOf = new Map<Ledger, Pool>();
  const server = createPool({ url: serverUrl, max: 1, applicationName: 'test-server', logger: silent });

  const database: TestDatabase = {
    url,
    openPool: (options = {}) => {
      const pool = createPool({ url, max: 8, applicationName: 'test', logger: silent, ...options });
      openPools.add(pool);
      return pool;
    },
    startLedger: async ({ url: through = url, ...options } = {}) => {
      const pool = options.pool ?? database.openPool({ url: through });
      const ledger = new Ledger({ pool, routerId: randomUUID(), logger: silent, ...options });
      poolOf.set(ledger, pool);
      await ledger.start();
      return ledger;
    },
    kill: async (ledger) => {
      await ledger.stop();
      poolOf.delete(ledger);
    },
  };

  beforeAll(async () => {
    await server.query(`CREATE DATABASE ${name}`);
    if (!migrated) return;
    const pool = database.openPool();
    await migrate(pool, silent);
    await pool.end();
    openPools.delete(pool);
  });

  afterEach(async () => {
    for (const ledger of poolOf.keys()) await ledger.stop();
    poolOf.clear();
    const pools = [...openPools].filter((pool) => !pool.ended);
    openPools.clear();
    await inTime(
      Promise.all(pools.map((pool) => pool.end())),
      'a connection was taken from its pool and not given back',
    );
    await inTime(untilNobodyIsConnected(server, name), 'a connection outlived its pool');
  });

  afterAll(async () => {
    await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await server.end();
  });

  return database;
}

async function untilNobodyIsConnected(server: Pool, name: string): Promise<void> {
  const connected = `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'`;
  for (;;) {
    const { rows } = await server.query<{ count: number }>(connected, [name]);
    if (rows[0]?.count === 0) return;
  }
}

async function inTime(work: Promise<unknown>, leak: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(leak)), leakDeadlineMs);
  });
  await Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
}
