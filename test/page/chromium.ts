import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const debians = '/usr/bin/chromium';
const install = 'apt-get -q update && apt-get -q install --yes --no-install-recommends chromium';

/**
 * The path of a browser. On a Debian without one it is installed, by whichever test file asks first.
 *
 * @throws an error that names the mend when there is none and it cannot be installed
 */
export async function findChromium(): Promise<string> {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  if (existsSync(debians)) return debians;
  process.stdout.write(`The tests of the status page need a browser; installing Debian's: ${install}\n`);
  try {
    const lock = join(tmpdir(), 'understudy-chromium.lock');
    await run('flock', [lock, 'sh', '-c', `test -x ${debians} || { ${install}; }`], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    throw new Error(
      `The tests of the status page need Chromium, and it could not be installed: as root run \`${install}\`, or name one with CHROMIUM_PATH`,
      { cause: error },
    );
  }
  return debians;
}
