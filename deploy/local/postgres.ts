import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { commandOf } from './left-behind.js';
import { postgresBinaries } from './postgres-binaries.js';
import { passableDirectory, postgresIdentity, type Identity } from './postgres-identity.js';
import { startServer, type ServerProcess } from './server-process.js';

export interface LocalPostgres extends ServerProcess {
  readonly url: string;
  readonly port: number;
}

/** The same that the apps assume without a DATABASE_URL. Any password will do: it listens on 127.0.0.1 only. */
const user = 'postgres';
const database = 'understudy';

/** A Postgres on 127.0.0.1 with an (at first empty) database. What it holds stays in `dataDir` for the next start. */
export async function startPostgres(options: { dataDir: string; port: number }): Promise<LocalPostgres> {
  const identity = await postgresIdentity();
  const home = await passableDirectory(identity, options.dataDir);
  const binaries = await postgresBinaries(identity);
  const cluster = join(home, 'cluster');
  await initialise(cluster, binaries, identity);
  await dropForeignLock(cluster);

  const settings = {
    listen_addresses: '127.0.0.1',
    port: options.port,
    unix_socket_directories: '',
    max_connections: 200,
  };
  const urlOf = (name: string): string => `postgres://${user}:${user}@127.0.0.1:${options.port}/${name}`;
  const start = (): Promise<ServerProcess> =>
    startServer({
      name: 'postgres',
      directory: home,
      mark: cluster,
      command: join(binaries, 'postgres'),
      args: ['-D', cluster, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
      port: options.port,
      portVariable: 'LOCAL_POSTGRES_PORT',
      // Postgres's "fast shutdown"; at SIGTERM it would wait for its clients to leave.
      stopSignal: 'SIGINT',
      identity,
      probe: () => createDatabase(urlOf('postgres')),
    });
  const server = await onceAlone(start);
  return { ...server, url: urlOf(database), port: options.port };
}

/** A cluster that appears is whole: `initdb` works beside it, and a rename ends it. */
async function initialise(cluster: string, binaries: string, identity: Identity | undefined): Promise<void> {
  if (existsSync(cluster)) return;
  const unfinished = `${cluster}-${process.pid}`;
  await mkdir(unfinished, { mode: 0o700 });
  if (identity) await chown(unfinished, identity.uid, identity.gid);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = [`--username=${user}`, '--auth=trust'];
  await promisify(execFile)(join(binaries, 'initdb'), ['-D', unfinished, ...access, ...locale, '--no-sync'], {
    cwd: unfinished,
    ...identity,
  });
  await rename(unfinished, cluster);
}

/** A postmaster's backends outlive its SIGKILL by a moment, and Postgres refuses to start beside them. */
async function onceAlone(start: () => Promise<ServerProcess>): Promise<ServerProcess> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      const isCrowded = String(error).includes('pre-existing shared memory block');
      if (!isCrowded || Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}

/** After a reboot the pid in a stale lock file may be somebody else's; Postgres would take them for itself and refuse. */
async function dropForeignLock(cluster: string): Promise<void> {
  const lockFile = join(cluster, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(lockFile, 'utf8').catch(() => ''), 10);
  if (!Number.isInteger(pid)) return;
  const command = await commandOf(pid);
  if (command && !command.includes(cluster)) await rm(lockFile);
}

/** Passes when a Postgres at this address answers. */
export function postgresAnswers(url: string): Promise<void> {
  return withClient(url, async (client) => {
    await client.query('SELECT 1');
  });
}

function createDatabase(maintenanceUrl: string): Promise<void> {
  return withClient(maintenanceUrl, async (client) => {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  });
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
