import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const debians = '/usr/bin/chromium';
/** A network that swallows everything must not hold anyone up for long. */
const apt = 'apt-get -q -o Acquire::http::Timeout=20 -o Acquire::Retries=1';
const install = `${apt} update && ${apt} install --yes --no-install-recommends chromium`;
const mend =
  'the browser tests of the status page need Chromium: as root run `apt-get install chromium`, or name one with CHROMIUM_PATH';

/**
 * The path of a browser. On a Debian without one it is installed by root, whichever process asks first.
 *
 * @throws an error that names the mend when there is none and it cannot be installed
 */
export async function findChromium(): Promise<string> {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  if (existsSync(debians)) return debians;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(mend);
  process.stdout.write(`The tests of the status page need a browser; installing Debian's: ${install}\n`);
  try {
    const lock = join(tmpdir(), 'understudy-chromium.lock');
    await run('flock', [lock, 'sh', '-c', `test -x ${debians} || { ${install}; }`], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    throw new Error(`${mend} (it could not be installed)`, { cause: error });
  }
  return debians;
}
