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

/** The process of this file, and the living one that will end it; undefined unless both are there. */
export async function ownedBy(
  pidFile: string,
  mark: string,
): Promise<{ readonly pid: number; readonly owner: number } | undefined> {
  const { pid, owner } = await read(pidFile);
  if (!pid || !owner || !(await commandOf(owner))) return undefined;
  return (await commandOf(pid))?.includes(mark) ? { pid, owner } : undefined;
}

/**
 * Ends the process of this file if its owner is gone (killed with SIGKILL, say) and it still lives, and waits until it
 * has ended; SIGKILL after 15 s. A bare number may have been given anew, so its command line has to hold `mark`.
 */
export async function stopLeftBehind(pidFile: string, mark: string, signal: NodeJS.Signals): Promise<void> {
  const { pid, owner } = await read(pidFile);
  if (!pid || !owner || (owner !== process.pid && (await commandOf(owner)))) return;
  const deadline = Date.now() + 15_000;
  for (let asked = false; (await commandOf(pid))?.includes(mark); asked = true) {
    if (!asked) process.kill(pid, signal);
    else if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await sleep(50);
  }
}

async function read(pidFile: string): Promise<{ pid: number | undefined; owner: number | undefined }> {
  const [pid, owner] = (await readFile(pidFile, 'utf8').catch(() => '')).split(' ').map(Number);
  return { pid, owner };
}
