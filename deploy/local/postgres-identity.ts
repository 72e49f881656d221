import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** Postgres refuses to run as root; then `nobody` runs it, who is on every system. Undefined: we run it ourselves. */
export async function postgresIdentity(): Promise<Identity | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (flag: string): Promise<number> =>
    Number((await promisify(execFile)('id', [flag, 'nobody'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

/**
 * The directory `wanted`, made if need be; where `identity` could not pass through its parents (a checkout under
 * /root, say), one made for it under /var/lib instead, always the same one.
 */
export async function passableDirectory(identity: Identity | undefined, wanted: string): Promise<string> {
  await mkdir(wanted, { recursive: true });
  if (!identity) return wanted;
  const directory = (await isPassable(dirname(wanted))) ? wanted : join(standIns, digest(wanted));
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o711);
  if (directory !== wanted) await chmod(standIns, 0o711);
  return directory;
}

export async function isPassable(path: string): Promise<boolean> {
  if (((await stat(path)).mode & 0o001) === 0) return false;
  const parent = dirname(path);
  return parent === path || isPassable(parent);
}

const standIns = '/var/lib/understudy';

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
