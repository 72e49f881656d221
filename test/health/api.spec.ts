import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createPool, Ledger } from '#postgres';
import { claimedFence, requestOf, resultOf } from '../ledger/requests.js';
import { attempt } from './records.js';
import { useHealth } from './use-health.js';

const health = useHealth();
const { log, databaseUrl } = health.stack;

describe('the API of the health service', () => {
  it('B8 gives the status of every provider, with the health of its models', async () => {
    const { get } = await health.start();
    await health.attempts(attempt({ failed: 'auth' }));
    await log.until(() => health.healthOf('openai/*').length > 0);
    let answer = await get('/v1/status');
    // The log has it a moment before the database does.
    while (!JSON.stringify(answer.body).includes('"model":"*"')) answer = await get('/v1/status');
    const { status, body } = answer;
    expect(status).toBe(200);
    expect(body).toMatchObject({ primary: 'ollama', fallback: 'openai', preferred: 'ollama', forced: null });
    expect(body.providers).toEqual(
      expect.arrayContaining([
        { provider: 'ollama', healthy: true, configured: true, available: true, outage: null, models: [] },
        {
          provider: 'openai',
          healthy: false,
          configured: true,
          available: false,
          outage: health.healthOf('openai/*').at(-1),
          models: [
            {
              ...health.healthOf('openai/gpt-4o').at(-1),
              sparkline: expect.objectContaining({ minutes: 60 }),
            },
          ],
        },
        expect.objectContaining({
          provider: 'gemini',
          configured: false,
          reason: 'GEMINI_API_KEY is not set',
        }),
      ]),
    );
  });

  it('gives one request as the ledger knows it, and nothing of what was asked or answered', async () => {
    const { get } = await health.start();
    const logger = pino({ level: 'silent' });
    const pool = createPool({ url: databaseUrl, max: 2, applicationName: 'test', logger });
    const ledger = new Ledger({ pool, routerId: 'router-1', logger });
    await ledger.start();
    const [org, customId] = ['acme & co', 'a/b?c'];
    const fence = await claimedFence(ledger, requestOf(org, customId));
    const path = `/v1/requests/${encodeURIComponent(org)}/${encodeURIComponent(customId)}`;
    expect((await get(path)).body).toMatchObject({
      org,
      custom_id: customId,
      state: 'running',
      outcome: null,
    });

    await ledger.finish({ org, customId, fence, result: resultOf('resp_1') });
    await ledger.stop();
    await pool.end();
    expect(await get(path)).toEqual({
      status: 200,
      body: {
        org,
        custom_id: customId,
        state: 'done',
        outcome: 'answered',
        result_id: 'resp_1',
        router: 'router-1',
        claimed_at: expect.any(String),
        finished_at: expect.any(String),
        published_at: null,
        attempts: [],
        cost_usd: 0,
        trace_id: null,
        replay_of: null,
        replays: [],
      },
    });
  });

  it('tells errors as JSON', async () => {
    const { get } = await health.start();
    expect(await get('/v1/requests/acme/none')).toEqual({
      status: 404,
      body: { error: { code: 'not_found', message: "organization 'acme' has no request 'none'" } },
    });
    expect(await get('/v1/requests/acme/a%00b')).toMatchObject({ status: 404 });
    expect(await get('/nowhere')).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
  });

  it('has an index, and figures for Prometheus', async () => {
    const { get } = await health.start();
    expect((await get('/v1')).body.links).toContain('/v1/status');
    const metrics = await get('/metrics');
    expect(metrics.status).toBe(200);
    expect(metrics.body).toMatch(/^# HELP llm_lag /m);
  });
});
