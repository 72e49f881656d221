import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { shareService, type Service } from '../../deploy/local/shared-service.js';

/** No process can have it: Linux's and macOS's numbers are smaller. */
const deadPid = 2 ** 30;

describe('shareService', () => {
  let directory: string;
  let claimFile: string;
  const stop = jest.fn(() => Promise.resolve());
  const start = jest.fn((): Promise<Service> =>
    Promise.resolve({ address: 'here', failed: new Promise(() => {}), stop }),
  );
  const answers = jest.fn((_address: string) => Promise.resolve());
  const share = () => shareService({ claimFile, start, answers });

  beforeEach(async () => {
    jest.clearAllMocks();
    directory = await mkdtemp(join(tmpdir(), 'understudy-claim-'));
    claimFile = join(directory, 'kafka.json');
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('is started by the first of two who ask at once, used by both and ended by the first alone', async () => {
    const both = await Promise.all([share(), share()]);
    expect(start).toHaveBeenCalledTimes(1);
    expect(both.map(({ address }) => address)).toEqual(['here', 'here']);

    const [owner, guest] = both.toSorted((a, b) => (a.owner ?? 0) - (b.owner ?? 0));
    expect(guest?.owner).toBe(process.pid);
    await guest?.stop();
    expect(stop).not.toHaveBeenCalled();
    await owner?.stop();
    expect(stop).toHaveBeenCalledTimes(1);
    await expect(access(claimFile)).rejects.toThrow('ENOENT');
  });

  it.each([
    ['an owner that is gone', JSON.stringify({ state: 'ready', owner: deadPid, address: 'there' })],
    ['an owner that was gone before it had started', JSON.stringify({ state: 'starting', owner: deadPid })],
    ['a claim that nobody can read', '{"state":'],
  ])('is started anew after %s', async (_what, claim) => {
    await writeFile(claimFile, claim);
    const service = await share();
    expect(start).toHaveBeenCalledTimes(1);
    expect(service.owner).toBeUndefined();
  });

  it('leaves no claim when it cannot start', async () => {
    start.mockRejectedValueOnce(new Error('Port 29092 is taken'));
    await expect(share()).rejects.toThrow('Port 29092 is taken');
    await expect(access(claimFile)).rejects.toThrow('ENOENT');
  });
});
