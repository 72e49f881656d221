import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, createWriteStream, openSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPortFree } from './free-port.js';
import { noteOwner, stopLeftBehind } from './left-behind.js';
import { MendableError } from './mendable-error.js';
import { tether } from './tether.js';

export interface ServerOptions {
  readonly name: string;
  /** Where `<name>.pid` and `<name>.log` lie. One server at a time has them. */
  readonly directory: string;
  readonly command: string;
  readonly args: readonly string[];
  /** What occurs on its command line and on nobody else's. */
  readonly mark: string;
  readonly port: number;
  /** The environment variable by which a person chooses another port. */
  readonly portVariable: string;
  /** What asks it to end in order. */
  readonly stopSignal: NodeJS.Signals;
  /** Answers without throwing as soon as it does its work. */
  readonly probe: () => Promise<void>;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Whose rights it gets; ours when absent. */
  readonly identity?: { readonly uid: number; readonly gid: number } | undefined;
  /** Sees each line that it logs, besides the file. */
  readonly onLine?: (line: string) => void;
}

export interface ServerProcess {
  readonly pid: number;
  /** Resolves when it has ended though nobody asked. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

const readyWithin = 60_000;
const stoppedWithin = 15_000;

/**
 * Starts a server as a child in a process group of its own, so that Ctrl-C reaches us alone and we choose the order
 * of the end. It never outlives us (see `tether`), and one that did is ended first. Resolves when the probe passes;
 * an end before that is an error with the tail of its log.
 */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { name, directory, stopSignal } = options;
  const pidFile = join(directory, `${name}.pid`);
  const logFile = join(directory, `${name}.log`);
  await mkdir(directory, { recursive: true });
  await stopLeftBehind(pidFile, options.mark, stopSignal);
  if (!(await isPortFree(options.port))) {
    throw new MendableError(`Port ${options.port} is taken: set ${options.portVariable} to a free one.`);
  }

  const child = spawnLogging(options, logFile);
  await once(child, 'spawn');
  const pid = child.pid!;
  const dismissTether = tether(pid, stopSignal);
  const exited = once(child, 'exit').then(dismissTether);
  await noteOwner(pidFile, pid);

  let asked = false;
  const endedAlone = exited.then(async () => {
    if (asked) return new Promise<never>(() => {});
    const end = options.onLine ? `its log is ${logFile}` : `its log ends so:\n${await tail(logFile)}`;
    return new MendableError(`${name} has ended by itself; ${end}`);
  });
  const stop = async (): Promise<void> => {
    asked = true;
    child.kill(stopSignal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stoppedWithin);
    await exited;
    clearTimeout(timer);
    await rm(pidFile, { force: true });
  };

  const deadline = Date.now() + readyWithin;
  for (;;) {
    const passed = options.probe().then(
      () => true,
      () => false,
    );
    const seen = await Promise.race([passed, endedAlone]);
    if (seen instanceof Error) throw seen;
    if (seen) return { pid, failed: endedAlone, stop };
    if (Date.now() > deadline) {
      await stop();
      throw new MendableError(`${name} was not ready within ${readyWithin / 1000} s; its log is ${logFile}`);
    }
    await sleep(50);
  }
}

/** The log goes straight to the file where nobody else wants it: then it is whole even when we die first. */
function spawnLogging(options: ServerOptions, logFile: string): ChildProcess {
  const { command, args, directory, cwd = directory, env = process.env, identity, onLine } = options;
  const settings = { cwd, env, detached: true, ...identity };
  if (!onLine) {
    const log = openSync(logFile, 'w');
    const child = spawn(command, args, { ...settings, stdio: ['ignore', log, log] });
    closeSync(log);
    return child;
  }
  const child = spawn(command, args, { ...settings, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(logFile);
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false });
    createInterface({ input: stream }).on('line', onLine);
  }
  child.once('close', () => log.end());
  return child;
}

async function tail(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.slice(-20).join('\n');
}
