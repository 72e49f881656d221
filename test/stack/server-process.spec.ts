import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort, isPortFree } from '../../deploy/local/free-port.js';
import { startServer, type ServerOptions } from '../../deploy/local/server-process.js';

/** No process can have it: Linux's and macOS's numbers are smaller. */
const deadPid = 2 ** 30;

const echo = (port: number): string =>
  `require('node:http').createServer((_, r) => r.end('up')).listen(${port}, '127.0.0.1')`;

describe('startServer', () => {
  let directory: string;
  let port: number;
  const options = (script: string): ServerOptions => ({
    name: 'echo',
    directory,
    command: process.execPath,
    args: ['-e', script, directory],
    mark: directory,
    port,
    portVariable: 'ECHO_PORT',
    stopSignal: 'SIGTERM',
    probe: async () => {
      await fetch(`http://127.0.0.1:${port}`);
    },
  });

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'understudy-server-'));
    port = await freePort();
  });
  afterEach(() => rm(directory, { recursive: true }));

  const startedBy = async (owner: number): Promise<ChildProcess> => {
    const child = spawn(process.execPath, ['-e', echo(port), directory], { stdio: 'ignore' });
    await writeFile(join(directory, 'echo.pid'), `${child.pid} ${owner}`);
    while (await isPortFree(port)) await sleep(10);
    return child;
  };

  it('ends what a killed owner has left on its port, and starts in its place', async () => {
    const left = await startedBy(deadPid);
    const leftEnded = once(left, 'exit');
    const server = await startServer(options(echo(port)));
    await leftEnded;
    expect(server.pid).not.toBe(left.pid);
    await server.stop();
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  });

  it('leaves alone what an owner who lives has started', async () => {
    const theirs = await startedBy(process.ppid);
    await expect(startServer(options(echo(port)))).rejects.toThrow(`Port ${port} is taken`);
    expect((await fetch(`http://127.0.0.1:${port}`)).ok).toBe(true);
    theirs.kill();
    await once(theirs, 'exit');
  });

  it('names the mend when another program has the port', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const starting = startServer(options(echo(port)));
    await expect(starting).rejects.toThrow(`Port ${port} is taken: set ECHO_PORT to a free one.`);
    other.close();
  });

  it('shows how the log of a server ends that did not come up', async () => {
    const starting = startServer(options('console.log("no more memory"); process.exit(3)'));
    await expect(starting).rejects.toThrow('no more memory');
  });

  it('tells of a server that ends later though nobody asked', async () => {
    const server = await startServer(options(echo(port)));
    process.kill(server.pid, 'SIGKILL');
    expect((await server.failed).message).toContain('echo has ended by itself');
  });
});
