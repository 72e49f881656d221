import { describe, expect, it } from '@jest/globals';
import { Organization } from '#contracts';
import { chainOf, configOf, past, run, seen } from './backtest.fixture.js';
import { summarize } from './summarize.js';

const [ollama, openai] = ['ollama/llama3.2', 'openai/gpt-4o-mini'];

/**
 * A request every 10 s for half an hour. Each has met Ollama, which was down from the 10th to the 20th minute, and
 * OpenAI, which never was.
 */
const starts = Array.from({ length: 180 }, (_, index) => index * 10);
const requests = starts.map((at) => past(`r${at}`, at));
const attempts = starts.flatMap((at) => {
  const isDown = at >= 600 && at < 1_200;
  return [
    seen(ollama, at, { by: `r${at}`, ...(isDown ? { takes: 2_000, fails: 'unavailable' } : {}) }),
    seen(openai, at, { by: `r${at}`, takes: 500 }),
  ];
});

const summaryOf = async (file: object) => summarize(await run(requests, attempts, file));

describe('G8 another chain, against an outage of ten minutes', () => {
  it('shows what one more step would have rescued: the sixty requests of that time', async () => {
    expect(await summaryOf(chainOf(ollama))).toMatchObject({
      requests: 180,
      answered: 120,
      failed: { all_providers_failed: 60 },
      calls: 180,
      wasted: 60,
    });
    const rescued = await summaryOf(chainOf(ollama, openai));
    // The outage is met at 600 s, and by those that look again after 5 minutes' rest: at 910 s in vain, at 1,220 s not.
    expect(rescued).toMatchObject({ answered: 180, failed: {}, fallbacks: 62, calls: 182, wasted: 2 });
    expect(rescued.models).toMatchObject({
      [ollama]: { calls: 120, failed: 2 },
      [openai]: { calls: 62, failed: 0, cost_usd: expect.closeTo(62 * 0.002) },
    });
    expect(rescued.latency_ms).toEqual({ p50: 1_000, p95: 1_000, p99: 2_500 });
    expect(rescued.evidence).toEqual({ same: 182 });
  });

  it('shows that the other order never meets it', async () => {
    expect(await summaryOf(chainOf(openai, ollama))).toMatchObject({
      answered: 180,
      fallbacks: 0,
      calls: 180,
      wasted: 0,
      latency_ms: { p50: 500, p99: 500 },
    });
  });
});

describe('G8 another threshold, against the same outage', () => {
  const both = chainOf(ollama, openai);

  it('shows what a shorter rest costs: a call in vain each time that it is over', async () => {
    // At 600 s, then every 70 s: a rest of 60 s begins when the call has failed, 2 s later.
    expect(await summaryOf({ ...both, health: { cooldown_seconds: 60 } })).toMatchObject({ wasted: 9 });
  });

  it('shows what it costs to wait for a share of failures', async () => {
    // Three of six within a minute are half: at 620 s. Then it is looked at again at 930 s, and at 1,240 s it works.
    const health = { one_failure_below_requests: 1, failure_rate: 0.5 };
    expect(await summaryOf({ ...both, health })).toMatchObject({ wasted: 4, fallbacks: 64 });
  });

  it('shows what a shorter time-out gains', async () => {
    const slow = [seen(ollama, 0, { by: 'r', takes: 8_000 }), seen(openai, 0, { by: 'r', takes: 500 })];
    const timeout = (seconds: number) => ({
      ...both,
      providers: { ollama: { kind: 'ollama', base_url: 'http://ollama', timeout_seconds: seconds } },
    });
    const [patient] = await run([past('r', 0)], slow, timeout(60));
    expect(patient).toMatchObject({ end: 'answered', by: ollama, durationMs: 8_000 });
    const [hasty] = await run([past('r', 0)], slow, timeout(3));
    expect(hasty).toMatchObject({ by: openai, isFallback: true, durationMs: 3_500 });
    expect(hasty?.calls.map(({ failed }) => failed)).toEqual(['timeout', null]);
  });
});

describe('G8 a model that was never called', () => {
  const unseen = chainOf('openai/o3', ollama);
  const one = [past('r', 0)];
  const known = [seen(ollama, 0, { by: 'r' })];

  it('leaves open what becomes of a request: neither answered nor failed, though another step would answer', async () => {
    const ends = await run(one, known, unseen);
    expect(ends).toMatchObject([{ end: 'unknown', by: null, unseen: 'openai/o3', calls: [] }]);
    expect(summarize(ends)).toMatchObject({ answered: 0, unknown: 1, unseen: { 'openai/o3': 1 } });
    const [answeredBefore] = await run(one, known, chainOf(ollama, 'openai/o3'));
    expect(answeredBefore).toMatchObject({ end: 'answered', unseen: null });
  });

  it('ends the way of a request that has the time for another round too', async () => {
    const deadline = new Date(past('r', 600).beganAt).toISOString();
    const [end] = await run(
      [past('r', 0, { routing: { deadline } })],
      [seen(ollama, 0, { by: 'r', fails: 'unavailable' })],
      chainOf(ollama, 'openai/o3'),
    );
    expect(end).toMatchObject({ end: 'unknown', durationMs: 1_000, evidence: ['same', 'unseen'] });
  });

  it('goes by what is assumed of it', async () => {
    const call = { durationMs: 800, firstTokenMs: null, failure: null, usage: null };
    const [answered] = await run(one, known, unseen, { assumed: new Map([['openai/o3', call]]) });
    expect(answered).toMatchObject({ by: 'openai/o3', durationMs: 800, evidence: ['assumed'] });
    const { failure } = seen('openai/o3', 0, { fails: 'timeout' });
    const silent = { ...call, durationMs: Infinity, failure };
    const [rescued] = await run(one, known, unseen, { assumed: new Map([['openai/o3', silent]]) });
    expect(rescued).toMatchObject({ by: ollama, durationMs: 61_000, evidence: ['assumed', 'same'] });
  });
});

describe('G8 what surrounds a request', () => {
  it('G2 is followed through the rounds for which it has time', async () => {
    const deadline = new Date(past('r', 600).beganAt).toISOString();
    const down = Array.from({ length: 40 }, (_, index) =>
      seen(ollama, index * 5 - 60, { takes: 2_000, fails: 'unavailable' }),
    );
    const up = Array.from({ length: 40 }, (_, index) => seen(ollama, 240 + index * 5));
    const [end] = await run([past('r', 0, { routing: { deadline } })], [...down, ...up], chainOf(ollama));
    // It fails after 2 s, rests for 5 minutes, and is answered in one second.
    expect(end).toMatchObject({ end: 'answered', durationMs: 303_000, evidence: ['nearby', 'nearby'] });
    const [failed] = await run([past('r', 0, { routing: { deadline } })], down, chainOf(ollama));
    expect(failed).toMatchObject({ end: 'deadline_exceeded', durationMs: 600_000 });
  });

  it('is its organization, with its own keys', async () => {
    const organization = Organization.parse({
      org: 'acme',
      name: 'Acme',
      allowed_models: [openai],
      default_model: openai,
      keys: { openai: 'ACME_KEY' },
    });
    const ofAcme = [past('r', 0, { org: 'acme' }, { model: ollama })];
    const terms = { organizationOf: (org: string) => (org === 'acme' ? organization : null) };
    const theirs = [seen(openai, 0, { credential: 'ACME_KEY' }), seen(openai, 0, { fails: 'auth' })];
    expect(await run(ofAcme, theirs, {}, terms)).toMatchObject([{ end: 'answered', by: openai }]);
    const keyless = await run(ofAcme, theirs, {}, { ...terms, hasKey: () => false });
    expect(keyless).toMatchObject([{ end: 'no_provider_available', calls: [] }]);
  });

  it('B2 is what worked before, where nothing is left alone', async () => {
    const file = { ...chainOf(ollama, openai), health: { minimum_requests: 100, failures_in_a_row: 100 } };
    const world = [seen(ollama, 0, { fails: 'unavailable' }), seen(openai, 0)];
    const ends = await run([past('one', 0), past('two', 5)], world, file);
    expect(ends.map(({ calls }) => calls.map(({ to }) => to))).toEqual([[ollama, openai], [openai]]);
  });

  it('G3 is a limit that it waits for, until the call before it has ended', async () => {
    const providers = {
      ollama: { kind: 'ollama', base_url: 'http://ollama', limits: { max_in_flight: 1 } },
    };
    const file = { ...chainOf(ollama), providers };
    const ends = await run([past('one', 0), past('two', 0)], [seen(ollama, 0, { takes: 700 })], file);
    expect(ends.map(({ durationMs }) => durationMs)).toEqual([700, 1_400]);
  });

  it('is the length of its own answer, whoever gives it', async () => {
    const long = { input_tokens: 100_000, output_tokens: 0, cached_input_tokens: 0 };
    const world = [seen(ollama, 0, { by: 'long', usage: long }), seen(openai, 0)];
    const ends = await run([past('long', 0), past('short', 0)], world, chainOf(openai));
    expect(ends.map(({ calls }) => calls[0]?.costUsd)).toEqual([1, expect.closeTo(0.002)]);
  });

  it('is a stream that may be late', async () => {
    const config = configOf({
      ...chainOf(ollama, openai),
      providers: { ollama: { kind: 'ollama', base_url: 'http://ollama', first_token_timeout_seconds: 1 } },
    });
    const world = [seen(ollama, 0, { takes: 3_000, firstTokenMs: 2_000 }), seen(openai, 0, { takes: 500 })];
    const [stream, whole] = await run(
      [past('s', 0, {}, { stream: true }), past('w', 900)],
      world,
      {},
      { config },
    );
    expect(stream).toMatchObject({ by: openai, durationMs: 1_500 });
    expect(whole).toMatchObject({ by: ollama, durationMs: 3_000 });
  });
});
