import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Organization } from '#contracts';
import { saveOrganization } from '#postgres';
import type { LogLine } from './app-process.js';
import { requestLine } from './request-line.js';
import { useRouter } from './use-router.js';
import { useStack } from './use-stack.js';

const stack = useStack();
const { log } = stack;

/** Describes an organization, as the health service's API would, and waits until the router has seen it. */
async function describeOrganization(settings: object): Promise<string> {
  const organization = Organization.parse({ org: `org-${Date.now()}-${Math.random()}`, ...settings });
  const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 1 });
  await saveOrganization(pool, organization);
  await pool.end();
  for (;;) {
    const probe = requestLine({}, { org: organization.org, routing: { chain: 'nowhere' } });
    await log.ask(probe);
    const { value } = await log.endOf(probe.custom_id);
    if (String(value.error.message).includes(`'${organization.name}'`)) return organization.org;
  }
}

const engineering = { name: 'Engineering Dept', default_model: 'openai/gpt-4o-mini' };

describe('an organization', () => {
  const running = useRouter(stack, { ENG_OPENAI_KEY: 'sk-of-engineering' });
  const linesOf = (customId: string): LogLine[] =>
    running.router.lines.filter((line) => line['custom_id'] === customId);

  it('A1 A8 gets its default model at once for a model that it does not allow, and the log says so', async () => {
    const org = await describeOrganization({ ...engineering, allowed_models: ['openai/gpt-4o'] });
    const request = requestLine({ model: 'openai/gpt-4-turbo' }, { org });
    await log.ask(request);
    const { value } = await log.endOf(request.custom_id);
    expect(value.routing).toMatchObject({
      provider: 'openai',
      model: 'gpt-4o-mini',
      requested_model: 'openai/gpt-4-turbo',
      fallback_used: true,
      fallback_chain_used: ['openai/gpt-4o-mini'],
      warnings: [expect.stringContaining("'openai/gpt-4-turbo' is not allowed")],
    });
    expect(running.provider.count('gpt-4-turbo')).toBe(0);
    expect(linesOf(request.custom_id)).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        organization: 'Engineering Dept',
        requested_model: 'openai/gpt-4-turbo',
        default_model: 'openai/gpt-4o-mini',
      }),
    );
  });

  it.each([
    ['sim-missing', 'NotFoundError'],
    ['sim-bad-key', 'AuthenticationError'],
    ['sim-rate-limited', 'RateLimitError'],
    ['sim-reset', 'APIConnectionError'],
    ['sim-picky', 'BadRequestError'],
  ])('A2 A3 A8 is rescued by its default model after any error: %s', async (model, type) => {
    const org = await describeOrganization(engineering);
    const request = requestLine({ model: `openai/${model}` }, { org, user: 'ada@acme.example' });
    await log.ask(request);
    const { value } = await log.endOf(request.custom_id);
    expect(value.routing).toMatchObject({
      model: 'gpt-4o-mini',
      fallback_used: true,
      fallback_chain_used: [`openai/${model}`, 'openai/gpt-4o-mini'],
      attempts: [{ error: { type } }, { outcome: 'succeeded' }],
    });
    const told = linesOf(request.custom_id).filter(({ event }) => String(event).startsWith('fallback_'));
    const names = { organization: 'Engineering Dept', user: 'ada@acme.example' };
    expect(told).toEqual([
      expect.objectContaining({
        level: 'warn',
        event: 'fallback_tried',
        ...names,
        from: `openai/${model}`,
        model: 'gpt-4o-mini',
        error_type: type,
        error_message: expect.any(String),
        time: expect.any(String),
      }),
      expect.objectContaining({ level: 'info', event: 'fallback_succeeded', ...names, error_type: type }),
    ]);
  });

  it('A4 goes from Ollama to its default model there for a missing model, and for nothing else', async () => {
    const org = await describeOrganization({ ...engineering, default_model: 'ollama/llama3.2' });
    const chainOf = async (model: string) => {
      const request = requestLine({ model: `ollama/${model}` }, { org });
      await log.ask(request);
      return (await log.endOf(request.custom_id)).value.routing.fallback_chain_used;
    };
    expect(await chainOf('sim-missing')).toEqual(['ollama/sim-missing', 'ollama/llama3.2']);
    expect(await chainOf('sim-broken')).toEqual(['ollama/sim-broken']);
    expect(await chainOf('sim-reset')).toEqual(['ollama/sim-reset']);
    expect(running.provider.count('llama3.2')).toBe(1);
  });

  it('A6 A8 tells its admins what failed when the default fails too, and tries each once', async () => {
    const org = await describeOrganization({ ...engineering, default_model: 'openai/sim-bad-key' });
    const request = requestLine({ model: 'openai/sim-missing' }, { org, user: 'ada@acme.example' });
    await log.ask(request);
    const { topic, value } = await log.endOf(request.custom_id);
    expect(topic).toBe('failures');
    const [missing, key] = value.error.errors;
    expect(String(value.error.message).split('\n')).toEqual([
      "OpenAI API failure for organization 'Engineering Dept':",
      `• Requested model 'sim-missing' failed: [NotFoundError] ${missing.message}`,
      `• Fallback to default model 'sim-bad-key' also failed: [AuthenticationError] ${key.message}`,
      'Please contact your organization administrator to verify:',
      '• The API key has access to the configured models',
      '• The models are correctly configured in the organization settings',
      '• The API key has sufficient permissions and quota',
    ]);
    expect(value.routing.attempts).toHaveLength(2);
    expect(linesOf(request.custom_id)).toContainEqual(
      expect.objectContaining({
        level: 'error',
        event: 'all_providers_failed',
        organization: 'Engineering Dept',
        user: 'ada@acme.example',
        error_type: 'AuthenticationError',
        error_message: key.message,
      }),
    );
  });

  it('A7 tries its default model once when that is what was asked for, and says so', async () => {
    const org = await describeOrganization({
      ...engineering,
      default_model: 'openai/sim-rate-limited',
    });
    const before = running.provider.count('sim-rate-limited');
    const request = requestLine({ model: 'openai/sim-rate-limited' }, { org });
    await log.ask(request);
    const { value } = await log.endOf(request.custom_id);
    expect(String(value.error.message).split('\n').slice(0, 4)).toEqual([
      "OpenAI API failure for organization 'Engineering Dept':",
      `• Model 'sim-rate-limited' failed: [RateLimitError] ${value.error.errors[0].message}`,
      '• Already using organization default model',
      'Please contact your organization administrator to verify:',
    ]);
    expect(running.provider.count('sim-rate-limited') - before).toBe(1);
  });

  it('A5 is rescued alike when it asks for a stream', async () => {
    const org = await describeOrganization(engineering);
    const request = requestLine({ model: 'openai/sim-missing', stream: true }, { org });
    await log.ask(request);
    expect((await log.endOf(request.custom_id)).value.routing.fallback_chain_used).toEqual([
      'openai/sim-missing',
      'openai/gpt-4o-mini',
    ]);
  });

  it('uses its own key, which no record and no line of the log shows', async () => {
    const org = await describeOrganization({ ...engineering, keys: { openai: 'ENG_OPENAI_KEY' } });
    const request = requestLine({ model: 'openai/gpt-4o' }, { org });
    await log.ask(request);
    await log.endOf(request.custom_id);
    expect(running.provider.calls.at(-1)!.headers.authorization).toBe('Bearer sk-of-engineering');
    await log.until(() => log.on('attempts').some(({ value }) => value.custom_id === request.custom_id));
    expect(log.on('attempts').at(-1)!.value.credential).toBe('ENG_OPENAI_KEY');
    expect(JSON.stringify([log.seen.map(({ raw }) => raw), running.router.lines])).not.toContain(
      'sk-of-engineering',
    );
  });

  it('C8 spends no more than its budget: a step that is too dear is passed over, and that is said', async () => {
    const org = await describeOrganization({
      ...engineering,
      default_model: 'openai/gpt-4',
      budgets: { session_usd: 0.0001 },
    });
    const request = requestLine({ model: 'openai/gpt-4', max_tokens: 1_000 }, { org, session: 's-1' });
    await log.ask(request);
    const { value } = await log.endOf(request.custom_id);
    expect(value.error).toMatchObject({
      code: 'budget_exceeded',
      message: expect.stringMatching(
        /• openai\/gpt-4 would cost about \$0\.\d+, and \$0\.00010 is left of the budget of the organization for one session/,
      ),
    });
    expect(running.provider.count('gpt-4')).toBe(0);
  });
});
