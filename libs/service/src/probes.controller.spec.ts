import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Liveness, Readiness } from './health-checks.js';
import { createHttpApp, listen } from './http-app.js';
import { ProbesController, TELEMETRY } from './probes.controller.js';

const closers: (() => Promise<void>)[] = [];

/** The probes over HTTP, and what they look at. */
async function setUp() {
  const [liveness, readiness] = [new Liveness(), new Readiness()];
  const module = {
    module: class Probes {},
    controllers: [ProbesController],
    providers: [
      { provide: Liveness, useValue: liveness },
      { provide: Readiness, useValue: readiness },
      { provide: TELEMETRY, useValue: { metrics: () => Promise.resolve('') } },
    ],
  };
  const app = await createHttpApp(module, pino({ level: 'silent' }));
  closers.push(() => app.close());
  await listen(app, { httpHost: '127.0.0.1', httpPort: 0 }, 'ROUTER_PORT');
  const url = await app.getUrl();
  const probe = async (path: string) => {
    const response = await fetch(`${url}/${path}`);
    return { status: response.status, body: await response.json() };
  };
  return { liveness, readiness, probe };
}

describe('the probes', () => {
  afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

  it('are content when nothing is asked for', async () => {
    const { probe } = await setUp();
    expect(await probe('live')).toEqual({ status: 200, body: { status: 'live' } });
    expect(await probe('ready')).toEqual({ status: 200, body: { status: 'ready' } });
  });

  it('say what is missing, and a process that is not ready lives all the same', async () => {
    const { readiness, probe } = await setUp();
    readiness.require('kafka', () => 'it is away');
    readiness.require('postgres', () => null);
    expect(await probe('ready')).toEqual({
      status: 503,
      body: { status: 'not ready', missing: { kafka: 'it is away' } },
    });
    expect((await probe('live')).status).toBe(200);
  });

  it('fail /live, with the reason, while a watchdog finds something that only a restart mends', async () => {
    const { liveness, probe } = await setUp();
    let problem: string | null = 'nothing is fetched';
    liveness.require('intake', () => problem);
    expect(await probe('live')).toEqual({
      status: 503,
      body: { status: 'not live', missing: { intake: 'nothing is fetched' } },
    });
    problem = null;
    expect((await probe('live')).status).toBe(200);
  });
});
