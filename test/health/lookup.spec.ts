import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createPool, Ledger } from '#postgres';
import { claimedFence, requestOf, resultOf } from '../ledger/requests.js';
import { TcpProxy } from '../ledger/tcp-proxy.js';
import {
  answerOf,
  attemptMessage,
  attemptOf,
  eventually,
  failureOf,
  prompt,
  terminalMessage,
  traceId,
} from './lookup-log.js';
import { useHealth } from './use-health.js';

const health = useHealth();
const { log, databaseUrl } = health.stack;
const today = new Date().toISOString().slice(0, 10);

describe('the look-up of requests', () => {
  it('C6 shows what was tried, what it cost and where traffic went, and nothing of what was said', async () => {
    const replica = await health.start();
    const request = { org: 'acme', custom_id: 'req-1', session: 's-1' };
    await log.sendTo('attempts', [
      attemptMessage(attemptOf({ ...request, provider: 'gemini', model: 'flash', step: 2, cost_usd: 0.002 })),
      attemptMessage(
        attemptOf({
          ...request,
          outcome: 'failed',
          error: { class: 'rate_limit', type: 'E', status: 429, code: null, message: prompt },
          started_at: `${today}T00:00:00.000Z`,
        }),
      ),
    ]);
    await log.sendTo('responses', [terminalMessage(answerOf('acme', 'req-1'))]);

    const { requests } = await eventually(
      replica,
      '/v1/requests?org=acme',
      (body) => body.requests.length > 0,
    );
    expect(requests).toMatchObject([
      {
        custom_id: 'req-1',
        state: 'done',
        outcome: 'answered',
        provider: 'gemini',
        chain: ['openai/gpt-4o', 'gemini/flash'],
        trace_id: traceId,
      },
    ]);
    const costs = await eventually(replica, '/v1/costs?org=acme', (body) => body.costs[0]?.attempts === 2);
    expect(costs).toEqual({
      day: today,
      costs: [{ name: 'acme', requests: 1, attempts: 2, cost_usd: 0.002 }],
      next: null,
    });
    expect((await replica.get('/v1/costs?group_by=model&org=acme')).body.costs).toMatchObject([
      { name: 'gemini/flash', cost_usd: 0.002 },
      { name: 'openai/gpt-4o', cost_usd: 0 },
    ]);
    expect((await replica.get('/v1/flows')).body).toEqual({
      flows: [{ from: 'openai/gpt-4o', to: 'gemini/flash', requests: 1 }],
    });

    const logger = pino({ level: 'silent' });
    const pool = createPool({ url: databaseUrl, max: 2, applicationName: 'test', logger });
    const ledger = new Ledger({ pool, routerId: 'router-1', logger });
    await ledger.start();
    const fence = await claimedFence(ledger, requestOf('acme', 'req-1'));
    await ledger.finish({ org: 'acme', customId: 'req-1', fence, result: resultOf('resp_1') });
    await ledger.stop();
    const { body: shown } = await replica.get('/v1/requests/acme/req-1');
    expect(shown).toMatchObject({
      outcome: 'answered',
      attempts: [
        { provider: 'openai', outcome: 'failed', error_class: 'rate_limit' },
        { provider: 'gemini', outcome: 'succeeded', error_class: null, step: 2 },
      ],
      cost_usd: 0.002,
      trace_id: traceId,
    });

    const everything = await pool.query<{ row: string }>(
      `SELECT a::text AS row FROM understudy.attempts AS a UNION ALL SELECT r::text FROM understudy.ended_requests AS r`,
    );
    await pool.end();
    expect(everything.rows).toHaveLength(3);
    expect(JSON.stringify([everything.rows, shown, requests])).not.toContain('swallow');
  });

  it('counts attempts once that come again, out of order and to another replica', async () => {
    const first = await health.start();
    const second = await health.start();
    const attempts = Array.from({ length: 60 }, (_, i) =>
      attemptMessage(
        attemptOf({
          org: 'globex',
          custom_id: `r${i % 20}`,
          provider: ['openai', 'gemini', 'ollama'][i % 3]!,
          cost_usd: 0.01,
        }),
      ),
    );
    const ends = Array.from({ length: 20 }, (_, i) => terminalMessage(answerOf('globex', `r${i}`)));
    await log.sendTo('attempts', [...attempts, ...attempts.slice(0, 30)]);
    await log.sendTo('responses', [...ends, ...ends]);
    await eventually(second, '/v1/costs?org=globex', (body) => body.costs[0]?.attempts === 60);
    await first.stop();
    await log.sendTo('attempts', attempts.toReversed());
    await log.sendTo('responses', ends.toReversed());
    await log.sendTo(
      'attempts',
      ['openai', 'gemini', 'ollama'].map((provider) =>
        attemptMessage(attemptOf({ org: 'marker', provider })),
      ),
    );
    await eventually(second, '/v1/costs?org=marker', (body) => body.costs[0]?.attempts === 3);

    const { body } = await second.get('/v1/costs?org=globex');
    expect(body.costs).toEqual([{ name: 'globex', requests: 20, attempts: 60, cost_usd: 0.6 }]);
    const all = await eventually(second, '/v1/requests?org=globex', ({ requests }) => requests.length >= 20);
    expect(all.requests).toHaveLength(20);
  });

  it('gives pages that follow one another, and refuses what it does not know', async () => {
    const replica = await health.start();
    await log.sendTo(
      'responses',
      Array.from({ length: 25 }, (_, i) => terminalMessage(answerOf('pages', `r${i}`))),
    );
    await eventually(replica, '/v1/requests?org=pages', ({ requests }) => requests.length === 25);
    const seen = new Set<string>();
    for (let cursor = ''; ;) {
      const { body } = await replica.get(`/v1/requests?org=pages&limit=10${cursor}`);
      for (const { custom_id } of body.requests) seen.add(custom_id as string);
      if (body.next === null) break;
      cursor = `&before=${body.next}`;
    }
    expect(seen.size).toBe(25);

    const refused = await replica.get('/v1/requests?limit=0&class=bad&befor=x&before=x&org=a%00');
    expect(refused.status).toBe(400);
    expect(refused.body.error.problems).toHaveLength(5);
    for (const path of [
      '/v1/costs?day=today',
      '/v1/flows?minutes=x',
      '/v1/handoffs?state=x',
      '/v1/audit?before=x',
    ])
      expect(await replica.get(path)).toMatchObject({ status: 400 });
  });

  it('waits for a database that is away, and passes over what is no record, too old, or cannot be held', async () => {
    const proxy = await TcpProxy.to(databaseUrl);
    const replica = await health.start({ databaseUrl: proxy.url, retentionDays: 2 });
    await proxy.close();
    await replica.isReady(false);
    await log.sendTo('attempts', [
      { key: 'openai/gpt-4o', value: '{' },
      attemptMessage(attemptOf({ org: 'late', started_at: '2020-01-01T00:00:00.000Z' })),
      attemptMessage(attemptOf({ org: 'late', custom_id: 'a\0b' })),
      attemptMessage(attemptOf({ org: 'late', custom_id: 'ok' })),
      attemptMessage(
        attemptOf({
          org: 'late',
          custom_id: 'ok',
          started_at: new Date(Date.now() - 86_400_000).toISOString(),
        }),
      ),
    ]);
    await proxy.open();
    await replica.isReady();
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const last = `/v1/costs?org=late&day=${yesterday}`;
    await eventually(replica, last, (body) => body.costs[0]?.attempts === 1);
    expect((await replica.get('/v1/costs?org=late')).body.costs).toMatchObject([
      { requests: 1, attempts: 1 },
    ]);
    const messages = replica.lines.map(({ msg }) => msg);
    expect(messages).toContain('A record that the database cannot hold is passed over');
    expect(messages).toContainEqual(expect.stringContaining('(RETENTION_DAYS)'));
    await replica.stop();
    await proxy.close();
  });
});

/** For 100,000 records through three consumers in one process, on a machine that has much else to do. */
const longEnough = 400_000;

describe('a look-up that is far behind', () => {
  it(
    'catches up with 100,000 attempts, on two replicas, and has each of them once',
    async () => {
      const count = 100_000;
      const models = Array.from({ length: 16 }, (_, i) => `m${i}`);
      for (let from = 0; from < count; from += 5_000) {
        await log.sendTo(
          'attempts',
          Array.from({ length: 5_000 }, (_, i) =>
            attemptMessage(
              attemptOf({
                org: 'behind',
                custom_id: `r${(from + i) >> 1}`,
                model: models[i % 16]!,
                cost_usd: 0.001,
              }),
            ),
          ),
        );
      }
      const [replica] = await Promise.all([health.start(), health.start()]);
      const done = await eventually(
        replica,
        '/v1/costs?org=behind',
        (body) => body.costs[0]?.attempts >= count,
      );
      expect(done.costs).toEqual([{ name: 'behind', requests: count / 2, attempts: count, cost_usd: 100 }]);
    },
    longEnough,
  );
});

describe('handoffs', () => {
  it('E7 are listed until somebody takes them, once, and who it was is written down', async () => {
    const replica = await health.start();
    const failed = failureOf('human', 'req 1');
    const sent = terminalMessage(failed);
    await log.sendTo('failures', [sent, terminalMessage(failureOf('human', 'req-2'))]);
    const { handoffs } = await eventually(
      replica,
      '/v1/handoffs?org=human',
      (body) => body.handoffs.length === 2,
    );
    expect(handoffs[0]).toEqual({
      org: 'human',
      custom_id: 'req 1',
      at: sent.headers!['ce_time'],
      code: 'all_providers_failed',
      customer_message: 'sorry',
      taken_by: null,
      taken_at: null,
    });

    const path = '/v1/handoffs/human/req%201/take';
    const taken = await replica.post(path, { by: ' Ada ' });
    expect(taken).toMatchObject({ status: 200, body: { taken_by: 'Ada', taken_at: expect.any(String) } });
    expect(await replica.post(path, { by: 'Ada' })).toMatchObject({ status: 200, body: taken.body });
    expect(await replica.post(path, { by: 'Bob' })).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict', message: expect.stringContaining('Ada took it at') } },
    });
    expect(await replica.post(path, { by: '' })).toMatchObject({ status: 400 });
    expect(await replica.post('/v1/handoffs/human/none/take', { by: 'Ada' })).toMatchObject({ status: 404 });

    await log.sendTo('failures', [sent]);
    expect((await replica.get('/v1/handoffs?org=human')).body.handoffs).toMatchObject([
      { custom_id: 'req-2' },
    ]);
    expect((await replica.get('/v1/handoffs?org=human&state=taken')).body.handoffs).toEqual([taken.body]);
    const { entries } = (await replica.get('/v1/audit?org=human&limit=2')).body;
    const write = { action: 'POST /v1/handoffs/:org/:custom_id/take', target: path, actor: '127.0.0.1' };
    expect(entries).toMatchObject([
      { ...write, before: taken.body, after: taken.body },
      { ...write, before: { ...taken.body, taken_by: null, taken_at: null }, after: taken.body },
    ]);
  });
});
