import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process's command line; undefined when there is no such process. */
export async function commandOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const raw = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return raw === '' ? undefined : raw.replaceAll('\0', ' ').trim();
  }
  const listed = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).catch(
    () => undefined,
  );
  return listed?.stdout.trim();
}

/** Writes down whose process this is, for `stopLeftBehind`. */
export function noteOwner(pidFile: string, pid: number): Promise<void> {
  return writeFile(pidFile, `${pid} ${process.pid}\n`);
}

/**
 * Ends the process of this file if its owner is gone (killed with SIGKILL, say) and it still lives, and waits until it
 * has ended; SIGKILL after 15 s. A bare number may have been given anew, so its command line has to hold `mark`.
 */
export async function stopLeftBehind(pidFile: string, mark: string, signal: NodeJS.Signals): Promise<void> {
  const [pid, owner] = (await readFile(pidFile, 'utf8').catch(() => '')).split(' ').map(Number);
  if (!pid || !owner || (owner !== process.pid && (await commandOf(owner)))) return;
  const deadline = Date.now() + 15_000;
  for (let asked = false; (await commandOf(pid))?.includes(mark); asked = true) {
    if (!asked) process.kill(pid, signal);
    else if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await sleep(50);
  }
}
