import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ownedBy } from '../../deploy/local/left-behind.js';

/** No process can have it: Linux's and macOS's numbers are smaller. */
const deadPid = 2 ** 30;
const { pid } = process;

describe('ownedBy', () => {
  let directory: string;
  let pidFile: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'understudy-owned-'));
    pidFile = join(directory, 'router.pid');
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('names the process and its owner, while both are there', async () => {
    await writeFile(pidFile, `${pid} ${process.ppid}\n`);
    expect(await ownedBy(pidFile, 'node')).toEqual({ pid, owner: process.ppid });
  });

  it.each([
    ['whose owner is gone', `${pid} ${deadPid}`, 'node'],
    ['that is gone', `${deadPid} ${pid}`, 'node'],
    ['whose number somebody else has by now', `${pid} ${pid}`, 'no such mark'],
    ['of which nothing was written', '', 'node'],
  ])('names none %s', async (_which, text, mark) => {
    await writeFile(pidFile, text);
    expect(await ownedBy(pidFile, mark)).toBeUndefined();
  });
});
