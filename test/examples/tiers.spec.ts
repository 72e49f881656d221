import { describe, expect, it } from '@jest/globals';
import { openrouter } from './provider-failures.js';
import { useExample } from './use-example.js';

const example = useExample('tiers', { providers: ['anthropic', 'openrouter'] });
const { servers, ask } = example;

const opus = 'anthropic/claude-opus-4-1';
const r1 = 'openrouter/deepseek/deepseek-r1';
const coder = 'openrouter/qwen/qwen3-coder';
const sonnet = 'anthropic/claude-sonnet-4-5';
const small = 'openrouter/qwen/qwen-2.5-7b-instruct';
const triage = 'openrouter/deepseek/deepseek-chat';
const haiku = 'anthropic/claude-haiku-4-5';

const threeTimes = (step: string): string[] => [step, step, step];

describe('tiers.yaml', () => {
  it.each([
    ['plan_crawl', 'orchestrator', opus],
    ['analyze_page', 'reasoning', r1],
    ['write_check', 'coding', coder],
    ['summarize_finding', 'general', sonnet],
    ['classify_link', 'fast', small],
  ])(
    'C2 C5 C7 sends the task %s to the tier %s, to the model under its name there',
    async (task, tier, step) => {
      const { routing } = await ask({}, { routing: { task } });
      expect(servers.called()).toEqual([step]);
      expect(routing).toMatchObject({
        tier,
        fallback_tier: null,
        fallback_used: false,
        fallback_chain_used: [step],
      });
    },
  );

  it.each([false, true])(
    'C7 F5 calls Anthropic by its Messages API, and answers as OpenAI does, stream: %s',
    async (stream) => {
      servers.does('anthropic', { kind: 'answer', text: 'Found two bugs.' });
      const { response } = await ask({ stream }, { routing: { task: 'summarize_finding' } });
      expect(servers.received[0]!.call).toMatchObject({
        path: '/v1/messages',
        headers: { authorization: 'Bearer sk-test-of-anthropic', 'anthropic-version': expect.any(String) },
        body: { max_tokens: expect.any(Number), ...(stream && { stream }) },
      });
      expect(response.body).toMatchObject({
        object: 'chat.completion',
        choices: [{ message: { role: 'assistant', content: 'Found two bugs.' }, finish_reason: 'stop' }],
      });
    },
  );

  it('C1 C3 C5 C6 tries a tier three times, half a second apart, goes to the next, and counts what each try costs', async () => {
    const failures = [openrouter.providerDown, { kind: 'truncated' }, openrouter.tooFast] as const;
    servers.does('openrouter', () => failures[servers.received.length - 1]!);
    const { custom_id: id, routing } = await ask(
      {},
      { routing: { task: 'analyze_page' }, session: 'crawl-1' },
    );
    expect(servers.called()).toEqual([...threeTimes(r1), sonnet]);
    expect(routing).toMatchObject({
      tier: 'general',
      fallback_tier: 'general',
      fallback_used: true,
      fallback_chain_used: [r1, sonnet],
    });
    const at = servers.received.map(({ call }) => call.startedAt);
    // That a wait was not shorter can be seen however slow the machine is.
    for (const again of [1, 2]) expect(at[again]! - at[again - 1]!).toBeGreaterThanOrEqual(499);

    const recorded = await example.attemptsOf(id, 4);
    expect(recorded).toMatchObject([
      { tier: 'reasoning', attempt: 1, error: { class: 'unavailable' }, cost_usd: 0, session: 'crawl-1' },
      { tier: 'reasoning', attempt: 2, error: { class: 'bad_response' } },
      { tier: 'reasoning', attempt: 3, error: { class: 'rate_limit' }, cost_usd: 0 },
      { tier: 'general', attempt: 1, error: null, model: 'claude-sonnet-4-5' },
    ]);
    // The broken answer was one that the provider had made, and bills.
    expect(recorded[1]!.cost_usd).toBeGreaterThan(0);
    expect(recorded[3]!.cost_usd).toBeGreaterThan(recorded[1]!.cost_usd);
    expect(routing.cost_usd).toBeCloseTo(recorded[1]!.cost_usd + recorded[3]!.cost_usd, 12);
  });

  it('C1 C3 C4 lists every try of every tier when all fail', async () => {
    servers.does('anthropic', { kind: 'overloaded' });
    servers.does('openrouter', openrouter.providerDown);
    const { error, routing } = await ask({}, { routing: { tier: 'reasoning' } });
    expect(servers.called()).toEqual([r1, sonnet, small].flatMap(threeTimes));
    expect(
      error.errors.map(({ tier, attempt, class: name, status }) => [tier, attempt, name, status]),
    ).toEqual(
      [
        ['reasoning', 503],
        ['general', 529],
        ['fast', 503],
      ].flatMap(([tier, status]) => [1, 2, 3].map((attempt) => [tier, attempt, 'unavailable', status])),
    );
    expect(routing.fallback_chain_used).toEqual([r1, sonnet, small]);
  });

  it('C8 keeps away from a tier that just failed: the circuit is open', async () => {
    servers.does('openrouter', { 'deepseek/deepseek-r1': openrouter.badKey });
    await ask({}, { routing: { task: 'analyze_page' } });
    servers.received.length = 0;
    const { routing } = await ask({}, { routing: { task: 'analyze_page' } });
    expect(servers.called()).toEqual([sonnet]);
    expect(routing).toMatchObject({ fallback_tier: 'general', fallback_chain_used: [sonnet] });
  });

  it('C8 shows Prometheus what failed, and what rescued', async () => {
    servers.does('openrouter', { 'qwen/qwen3-coder': openrouter.badKey });
    await ask({}, { routing: { task: 'write_check' } });
    const metrics = (await (await fetch(`${example.router.url}/metrics`)).text()).split('\n');
    const counted = (name: string, ...labels: string[]): boolean =>
      metrics.some((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)));
    expect(counted('llm_attempts_total', 'model="qwen/qwen3-coder"', 'error_class="auth"')).toBe(true);
    expect(counted('llm_fallbacks_total', `from="${coder}"`, `to="${r1}"`)).toBe(true);
  });

  it('C8 takes another chain for a session, for a task over that, and for a request over both', async () => {
    const session = 'crawl-deep-7';
    await ask();
    await ask({}, { session });
    await ask({}, { session, routing: { task: 'classify_link' } });
    await ask({}, { session, routing: { task: 'classify_link', tier: 'coding' } });
    await ask({}, { session, routing: { task: 'classify_link', tier: 'coding', chain: 'triage' } });
    expect(servers.called()).toEqual([triage, opus, small, coder, triage]);
  });

  it('C6 C8 passes over the step that is too dear for what its session has left, and says so', async () => {
    const longAnswer = { kind: 'answer', text: 'x'.repeat(20_000) } as const;
    servers.does('anthropic', longAnswer);
    const plan = () =>
      ask({ max_tokens: 6_000 }, { session: 'crawl-42', routing: { task: 'plan_crawl', explain: true } });
    const first = await plan();
    expect(first.routing).toMatchObject({ model: 'claude-opus-4-1', fallback_tier: null });
    const second = await plan();
    expect(servers.called()).toEqual([opus, r1]);
    expect(second.routing).toMatchObject({ model: 'deepseek/deepseek-r1', fallback_tier: 'reasoning' });
    expect(second.routing.explain).toMatch(
      /claude-opus-4-1 \[orchestrator\]: .*too dear: about \$0\.\d+, and \$0\.\d+ is left of the budget of the session/,
    );
    // Another session has all of its own.
    await ask({ max_tokens: 6_000 }, { session: 'crawl-43', routing: { task: 'plan_crawl' } });
    expect(servers.called().at(-1)).toBe(opus);
  });

  it('C8 calls nobody when nothing can be paid', async () => {
    const { error } = await ask({}, { routing: { task: 'plan_crawl', budget_usd: 0.000_000_1 } });
    expect(error).toMatchObject({
      code: 'budget_exceeded',
      message: expect.stringMatching(
        /claude-opus-4-1 would cost about .* is left of the budget of the request/,
      ),
    });
    expect(servers.called()).toEqual([]);
  });

  it('C6 C8 tries tiers in parallel for a critical task, ends the slower call, and counts it', async () => {
    servers.does('openrouter', { kind: 'hang' });
    const { custom_id: id, routing } = await ask(
      {},
      { routing: { task: 'analyze_page', hedge_after_ms: 50 } },
    );
    expect(servers.called()).toEqual([r1, sonnet]);
    expect(await servers.received[0]!.call.ended).toBe('aborted');
    expect(routing).toMatchObject({ tier: 'general', fallback_tier: 'general' });
    expect(await example.attemptsOf(id, 2)).toMatchObject([
      { tier: 'reasoning', outcome: 'cancelled', hedged: false, cost_usd: expect.any(Number) },
      { tier: 'general', outcome: 'succeeded', hedged: true },
    ]);
    expect(routing.attempts.every(({ cost_usd }) => cost_usd > 0)).toBe(true);
  });

  it('C8 moves up what fails less where a chain asks for that, and explains it', async () => {
    for (let asked = 0; asked < 10; asked += 1) await ask();
    servers.does('openrouter', { 'deepseek/deepseek-chat': openrouter.providerDown });
    await ask();
    await ask();
    expect(servers.called().slice(-4)).toEqual([triage, haiku, triage, haiku]);
    const { routing } = await ask({}, { routing: { explain: true } });
    expect(servers.called().at(-1)).toBe(haiku);
    expect(servers.called()).toHaveLength(15);
    expect(routing).toMatchObject({ fallback_chain_used: [haiku], fallback_used: false });
    expect(routing.explain).toMatch(
      /deepseek-chat: .*moved by its record: 17 % of its attempts failed lately/,
    );
  });
});
