import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { topicName, type AuditEntry, type Replay } from '#contracts';
import type { Behaviour } from '../../deploy/local/simulated-provider.js';
import { requestLine } from '../router/request-line.js';
import { understudyAt } from '../router/understudy.js';
import { eventually } from './lookup-log.js';
import { useHealth } from './use-health.js';

const health = useHealth();
const { stack } = health;
const { log } = stack;

const secret = 'the airspeed of an unladen swallow';
const ask = async (org: string, fields: object = {}): Promise<string> => {
  const request = requestLine({ messages: [{ role: 'user', content: secret }] }, { org, ...fields });
  await log.ask(request);
  await log.endOf(request.custom_id);
  return request.custom_id;
};
/** Of each try of a test its own, and since when it is. */
const fresh = () => ({ org: `org-${randomUUID()}`, since: new Date().toISOString() });

/** A provider that does as it is told, and a router that calls it. */
async function start(env: Record<string, string> = {}) {
  const told: { behaviour: Behaviour } = { behaviour: { kind: 'answer' } };
  const provider = await stack.startProvider({ respond: () => told.behaviour });
  const environment = {
    OPENAI_API_KEY: 'sk-test-not-a-real-key',
    OPENAI_BASE_URL: provider.openaiBaseUrl,
    OPENAI_MODEL_NAME: 'sim-fast',
    UNDERSTUDY_CONFIG: 'test/router/quick-recovery.yaml',
  };
  const [router, replica] = await Promise.all([
    stack.start('router', { ...environment, ...env }),
    health.start(),
  ]);
  return { told, provider, environment, router, replica };
}

/** As retention does it with all that is old. */
async function forgetRequests(): Promise<void> {
  const admin = new Kafka({
    brokers: stack.environment['KAFKA_BROKERS']!.split(','),
    logLevel: logLevel.NOTHING,
  }).admin();
  await admin.connect();
  const topic = topicName('requests', log.prefix);
  const ends = await admin.fetchTopicOffsets(topic);
  const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }));
  await admin.deleteTopicRecords({ topic, partitions });
  await admin.disconnect();
}

describe('a request that failed', () => {
  it('G8 is tried again as a new one, once however many ask for it, while its own end stays as it was', async () => {
    const { told, provider, replica } = await start();
    const { org, since } = fresh();
    const answered = await ask(org);
    told.behaviour = { kind: 'unavailable' };
    const down = await ask(org);
    told.behaviour = { kind: 'quota' };
    const id = await ask(org, { metadata: { kept: 'yes' } });
    const unlucky = await ask(org);
    const others = [await ask(org), await ask(org)];
    const replay = (customId: string) => replica.post(`/v1/requests/${org}/${customId}/replays`);

    // It fails once more: the next one is tried from the first all the same.
    expect(await replay(unlucky)).toMatchObject({ status: 202, body: { replay: { n: 1 } } });
    expect((await log.endOf(`${unlucky}~replay-1`)).topic).toBe('failures');

    told.behaviour = { kind: 'answer' };
    const before = provider.count();
    const both = await Promise.all([replay(id), replay(id)]);
    expect(both.map(({ status }) => status)).toContain(202);
    for (const { status, body } of both) {
      if (status === 202)
        expect(body).toEqual({
          org,
          custom_id: id,
          replay: { custom_id: `${id}~replay-1`, n: 1 },
          notes: [],
        });
      else expect([status, body.error.message]).toEqual([409, expect.stringContaining(`'${id}~replay-1' `)]);
    }
    const { topic, key, value } = await log.endOf(`${id}~replay-1`);
    expect([topic, key]).toEqual(['responses', org]);
    expect(value.metadata).toEqual({ kept: 'yes', replay_of: id });

    expect((await replay(`${unlucky}~replay-1`)).body.replay).toEqual({
      custom_id: `${unlucky}~replay-2`,
      n: 2,
    });
    expect((await log.endOf(`${unlucky}~replay-2`)).topic).toBe('responses');
    expect(provider.count()).toBe(before + 2);
    for (const first of [id, unlucky])
      expect(log.endsOf(first).map((end) => end.topic)).toEqual(['failures']);

    for (const [refused, status, why] of [
      [id, 409, `its replay '${id}~replay-1' was answered`],
      [`${id}~replay-1`, 409, 'it was answered'],
      [answered, 409, 'it was answered'],
      ['nobody-asked-for-it', 404, '`understudy dead-letters list` has what no router took'],
    ] as const) {
      const { status: given, body } = await replay(refused);
      expect([given, body.error.message]).toEqual([status, expect.stringContaining(why)]);
    }
    expect((await replica.get(`/v1/requests/${org}/${id}`)).body).toMatchObject({
      replay_of: null,
      replays: [{ custom_id: `${id}~replay-1`, state: 'answered' }],
    });
    expect((await replica.get(`/v1/requests/${org}/${id}~replay-1`)).body).toMatchObject({
      replay_of: id,
      replays: [],
    });

    // Many at once, by what they failed with.
    const failed = `/v1/requests?outcome=failed&org=${org}`;
    await eventually(replica, failed, ({ requests }) => requests.length === 6);
    const filter = { org, class: 'quota', since };
    const rehearsed = await replica.post('/v1/replays', { ...filter, dry_run: true });
    expect(rehearsed).toMatchObject({ status: 202, body: { dry_run: true, next: null } });
    const namesOf = (list: unknown) => (list as Replay[]).map(({ custom_id: name }) => name).toSorted();
    expect(namesOf(rehearsed.body.replayed)).toEqual(others.toSorted());
    expect(namesOf(rehearsed.body.refused)).toEqual([id, `${unlucky}~replay-1`].toSorted());
    const newest = await replica.post('/v1/replays', { ...filter, limit: 2 });
    expect(newest.body).toMatchObject({
      replayed: [{ custom_id: others[1] }],
      refused: [{ custom_id: `${unlucky}~replay-1` }],
      next: expect.any(String),
    });
    expect((await log.endOf(`${others[1]}~replay-1`)).topic).toBe('responses');
    const printed = await understudyAt(
      replica.url,
      'replay',
      '--all',
      '--org',
      org,
      '--class',
      'quota',
      '--since',
      '1h',
    );
    expect(printed).toMatch(/^1 request is tried again\./);
    expect((await log.endOf(`${others[0]}~replay-1`)).topic).toBe('responses');
    expect(log.endsOf(`${down}~replay-1`)).toEqual([]);

    const audit = (await replica.get('/v1/audit')).body.entries as AuditEntry[];
    expect(audit.slice(0, 3)).toMatchObject([
      { action: 'POST /v1/replays', after: { dry_run: false, replayed: [{ custom_id: others[0] }] } },
      { action: 'POST /v1/replays', after: { dry_run: false, replayed: [{ custom_id: others[1] }] } },
      { action: 'POST /v1/replays', after: { dry_run: true } },
    ]);
    expect(audit.findLast((entry) => entry.org === org)).toMatchObject({
      action: 'POST /v1/requests/:org/:custom_id/replays',
      after: { custom_id: unlucky },
    });
    expect(JSON.stringify([audit, rehearsed, replica.lines])).not.toContain(secret);

    await forgetRequests();
    const gone = await replay(down);
    expect([gone.status, gone.body.error.message]).toEqual([
      410,
      expect.stringMatching(/its record is no longer on the log: partition \d of \S+ holds no records$/),
    ]);
    expect((await replica.post('/v1/replays', {})).status).toBe(400);
  });
});

describe('a dead letter', () => {
  it('G8 is tried again under a new id when its cause is mended, and until then laid aside again', async () => {
    const { replica, router, environment } = await start({ MAX_REQUEST_BYTES: '2000' });
    const { org, since } = fresh();
    const letters = (count: number) =>
      eventually(replica, `/v1/dead-letters?since=${since}`, ({ dead_letters: all }) => all.length === count);
    const id = await ask(org, { user: 'x'.repeat(3_000) });
    await log.send([{ value: `no request: ${secret}` }]);
    const { dead_letters: laidAside } = await letters(2);
    const [garbage, tooLarge] = laidAside;
    expect(tooLarge).toMatchObject({
      org,
      custom_id: id,
      reason: 'InvalidRequest',
      problem: expect.stringMatching(/at most 2000 are taken$/),
      original: { topic: topicName('requests', log.prefix) },
      replay_of: null,
    });
    expect(garbage).toMatchObject({ custom_id: null, problem: 'the value is not JSON' });
    const place = `${tooLarge.partition}/${tooLarge.offset}`;

    expect(await replica.post(`/v1/dead-letters/${place}/replays`)).toMatchObject({
      status: 202,
      body: { org, custom_id: id, replay: { custom_id: `${id}~replay-1` } },
    });
    const again = await log.endOf(`${id}~replay-1`);
    expect(again.value).toMatchObject({ error: { code: 'invalid_request' }, metadata: { replay_of: id } });
    expect((await letters(3)).dead_letters[0]).toMatchObject({
      custom_id: `${id}~replay-1`,
      replay_of: place,
    });
    const failed = `/v1/requests?outcome=failed&org=${org}`;
    await eventually(replica, failed, ({ requests }) => requests.length === 2);

    await router.stop();
    await stack.start('router', environment);
    const rehearsed = await replica.post('/v1/dead-letters/replays', { since, dry_run: true });
    const { body } = await replica.post('/v1/dead-letters/replays', { since });
    expect(body).toEqual({ ...rehearsed.body, dry_run: false });
    expect(body).toMatchObject({
      replayed: [{ custom_id: id, replay: { custom_id: `${id}~replay-2`, n: 2 } }],
      refused: [
        { offset: garbage.offset, why: 'no router would take it: the value is not JSON' },
        { why: expect.stringMatching(/^another dead letter of the request/) },
      ],
      next: null,
    });
    const answer = await log.endOf(`${id}~replay-2`);
    expect([answer.topic, answer.value.metadata]).toEqual(['responses', { replay_of: id }]);
    for (const first of [id, `${id}~replay-1`]) expect(log.endsOf(first)).toHaveLength(1);

    for (const [wrong, status] of [
      [place, 409],
      [`${garbage.partition}/${garbage.offset}`, 409],
      ['0/99', 404],
      ['7/0', 404],
      ['0/x', 404],
    ] as const)
      expect((await replica.post(`/v1/dead-letters/${wrong}/replays`)).status).toBe(status);

    const page = await replica.get(`/v1/dead-letters?limit=2&since=${since}`);
    expect(page.body.dead_letters).toHaveLength(2);
    const rest = await replica.get(`/v1/dead-letters?limit=2&since=${since}&before=${page.body.next}`);
    expect(rest.body).toMatchObject({ dead_letters: [{ offset: tooLarge.offset }], next: null });
    const printed = await understudyAt(replica.url, 'dead-letters');
    expect(printed).toMatch(/^LAID ASIDE +PLACE +ORG +REQUEST /);
    expect(printed).toContain(id);
    const { body: audit } = await replica.get('/v1/audit');
    expect(JSON.stringify([audit, body, printed, replica.lines])).not.toContain(secret);
  });
});
