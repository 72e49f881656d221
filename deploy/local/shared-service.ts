import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf } from './left-behind.js';

export interface Service {
  readonly address: string;
  /** Resolves when it has ended though nobody asked. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

export interface SharedService extends Service {
  /** The process that started it and will end it, if that is not ours. */
  readonly owner?: number;
}

type Claim =
  | { readonly state: 'starting'; readonly owner: number }
  | { readonly state: 'ready'; readonly owner: number; readonly address: string };

/** How long a claim is believed whose service does not answer. A first start fetches Kafka. */
const patience = { starting: 180_000, ready: 10_000 };

/**
 * One service of this checkout, started by whichever process comes first and used by all. A claim file says whose it
 * is: absent → starting → ready → absent. Its owner alone writes and removes it, unless the owner is gone or the
 * service stays silent: then the claim is void. So one process at most starts the service, and the same one ends it.
 */
export async function shareService(options: {
  claimFile: string;
  start: () => Promise<Service>;
  answers: (address: string) => Promise<void>;
}): Promise<SharedService> {
  const { claimFile, start, answers } = options;
  const began = Date.now();
  await mkdir(dirname(claimFile), { recursive: true });
  while (!(await stake(claimFile))) {
    const claim = await read(claimFile);
    const isVoid = !claim || !(await commandOf(claim.owner)) || Date.now() - began > patience[claim.state];
    if (isVoid) {
      await rm(claimFile, { force: true });
    } else if (claim.state === 'ready' && (await passes(answers(claim.address)))) {
      const failed = new Promise<never>(() => {});
      return { address: claim.address, failed, owner: claim.owner, stop: () => Promise.resolve() };
    } else {
      await sleep(100);
    }
  }

  const withdraw = (): Promise<void> => rm(claimFile, { force: true });
  try {
    const service = await start();
    await place({ state: 'ready', owner: process.pid, address: service.address }, claimFile, rename);
    return { ...service, stop: () => service.stop().finally(withdraw) };
  } catch (error) {
    await withdraw();
    throw error;
  }
}

/** Whether the claim became ours. */
async function stake(claimFile: string): Promise<boolean> {
  try {
    await place({ state: 'starting', owner: process.pid }, claimFile, link);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Others see the whole claim or none: it is written beside, and `link` (which replaces nothing) or `rename` shows it. */
async function place(claim: Claim, claimFile: string, show: typeof link): Promise<void> {
  const beside = `${claimFile}.${process.pid}`;
  await writeFile(beside, JSON.stringify(claim));
  try {
    await show(beside, claimFile);
  } finally {
    await rm(beside, { force: true });
  }
}

async function read(claimFile: string): Promise<Claim | undefined> {
  try {
    return JSON.parse(await readFile(claimFile, 'utf8')) as Claim;
  } catch {
    return undefined;
  }
}

function passes(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
