import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Behaviour } from '../../deploy/local/simulated-provider.js';
import type { LogLine } from '../router/app-process.js';
import { requestLine } from '../router/request-line.js';
import { useExample } from './use-example.js';

const example = useExample('organization-default', {
  providers: ['openai', 'ollama'],
  health: true,
  env: { ACME_OPENAI_KEY: 'sk-test-of-acme' },
});
const { servers, log, ask } = example;

/** The organization that the example tells its reader to make, word for word. */
function organizationOfTheExample(): { name: string } {
  const comments = readFileSync('deploy/examples/organization-default.yaml', 'utf8').replaceAll(/^# ?/gm, '');
  const [, body] = /-d '(\{.*?\})'/s.exec(comments)!;
  return JSON.parse(body!) as { name: string };
}

/** Makes an organization as an administrator does, and waits until the router knows it. */
async function put<Settings extends { readonly name: string }>(
  org: string,
  settings: Settings,
): Promise<void> {
  const response = await fetch(`${example.health.url}/v1/organizations/${org}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  expect([200, 201]).toContain(response.status);
  for (;;) {
    const failure = await ask({}, { org, routing: { chain: 'nowhere' } });
    if (failure.error.message.includes(`'${settings.name}'`)) return;
  }
}

/** What the log has of a request, once it has told its end. */
async function told(customId: string, end: string): Promise<LogLine[]> {
  await example.line(example.router, { custom_id: customId, event: end });
  return example.router.lines.filter((line) => line['custom_id'] === customId);
}

const user = 'ada@acme.example';
const acme = { org: 'acme', user };
const engineering = { organization: 'Engineering Dept', user, time: expect.any(String) };

describe('organization-default.yaml', () => {
  beforeAll(() => put('acme', organizationOfTheExample()));

  it('A1 A8 gives the default model at once for one that is not allowed, and warns', async () => {
    const answer = await ask({ model: 'gpt-4o' }, acme);
    expect(servers.called()).toEqual(['openai/gpt-4o-mini']);
    expect(answer.routing).toMatchObject({
      requested_model: 'gpt-4o',
      model: 'gpt-4o-mini',
      fallback_used: true,
      warnings: [expect.stringContaining("'gpt-4o' is not allowed")],
    });
    expect(await told(answer.custom_id, 'fallback_succeeded')).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        requested_model: 'gpt-4o',
        default_model: 'openai/gpt-4o-mini',
        ...engineering,
      }),
    );
  });

  const failures: [Behaviour, string][] = [
    [{ kind: 'model-not-found' }, 'NotFoundError'],
    [{ kind: 'server-error' }, 'InternalServerError'],
    [{ kind: 'rate-limited' }, 'RateLimitError'],
    [{ kind: 'auth' }, 'AuthenticationError'],
    [{ kind: 'reset', when: 'before-headers' }, 'APIConnectionError'],
  ];

  describe.each(failures)('after %j', (failure, type) => {
    it.each([false, true])('A2 A3 A5 A8 is rescued by the default model, stream: %s', async (stream) => {
      servers.does('openai', { 'gpt-4-turbo': failure });
      const answer = await ask({ model: 'gpt-4-turbo', stream }, acme);
      expect(servers.called()).toEqual(['openai/gpt-4-turbo', 'openai/gpt-4o-mini']);
      expect(answer.response.body.object).toBe('chat.completion');
      const { attempts } = answer.routing;
      expect(attempts).toMatchObject([{ error: { type } }, { outcome: 'succeeded' }]);
      const lines = await told(answer.custom_id, 'fallback_succeeded');
      expect(lines.filter(({ event }) => String(event).startsWith('fallback_'))).toEqual([
        expect.objectContaining({
          level: 'warn',
          event: 'fallback_tried',
          from: 'openai/gpt-4-turbo',
          model: 'gpt-4o-mini',
          error_type: type,
          error_message: attempts[0]?.error?.message,
          ...engineering,
        }),
        expect.objectContaining({ level: 'info', event: 'fallback_succeeded', ...engineering }),
      ]);
    });
  });

  it('A6 A8 tells the administrators what to verify when the default fails too', async () => {
    servers.does('openai', { 'gpt-4-turbo': { kind: 'model-not-found' }, 'gpt-4o-mini': { kind: 'auth' } });
    const { custom_id: id, error, routing } = await ask({ model: 'gpt-4-turbo' }, acme);
    const [missing, key] = error.errors.map(({ message }) => message);
    expect(error.message.split('\n')).toEqual([
      "OpenAI API failure for organization 'Engineering Dept':",
      `• Requested model 'gpt-4-turbo' failed: [NotFoundError] ${missing}`,
      `• Fallback to default model 'gpt-4o-mini' also failed: [AuthenticationError] ${key}`,
      'Please contact your organization administrator to verify:',
      '• The API key has access to the configured models',
      '• The models are correctly configured in the organization settings',
      '• The API key has sufficient permissions and quota',
    ]);
    expect(routing.attempts).toHaveLength(2);
    expect(await told(id, 'all_providers_failed')).toContainEqual(
      expect.objectContaining({
        level: 'error',
        requested_model: 'gpt-4-turbo',
        default_model: 'openai/gpt-4o-mini',
        error_type: 'AuthenticationError',
        error_message: key,
        ...engineering,
      }),
    );
  });

  it('A7 tries the default model once when it is what was asked for, and says so', async () => {
    servers.does('openai', { kind: 'rate-limited' });
    const { error } = await ask({ model: 'gpt-4o-mini' }, acme);
    expect(servers.called()).toEqual(['openai/gpt-4o-mini']);
    expect(error.message.split('\n')).toEqual([
      "OpenAI API failure for organization 'Engineering Dept':",
      `• Model 'gpt-4o-mini' failed: [RateLimitError] ${error.last_error?.message}`,
      '• Already using organization default model',
      'Please contact your organization administrator to verify:',
      "• The API key is valid and has access to model 'gpt-4o-mini'",
      "• Model 'gpt-4o-mini' exists and is available",
      '• The API key has sufficient permissions and quota',
    ]);
  });

  describe('an organization whose default model is at Ollama, too', () => {
    beforeAll(() => put('lab', { name: 'Lab', default_model: 'ollama/llama3.2' }));
    const qwen = (fields: object = {}) => ask({ model: 'ollama/qwen2.5' }, { org: 'lab', ...fields });

    it('A4 gets its default model when Ollama does not have the other', async () => {
      servers.does('ollama', { 'qwen2.5': { kind: 'model-not-found' } });
      const { routing } = await qwen();
      expect(servers.called()).toEqual(['ollama/qwen2.5', 'ollama/llama3.2']);
      expect(routing).toMatchObject({ model: 'llama3.2', fallback_used: true });
    });

    it('A4 A6 does not when Ollama is broken: another model there cannot help', async () => {
      servers.does('ollama', { kind: 'server-error' });
      const { error } = await qwen();
      expect(servers.called()).toEqual(['ollama/qwen2.5']);
      expect(error.message.split('\n').slice(0, 3)).toEqual([
        "Ollama API failure for organization 'Lab':",
        `• Requested model 'qwen2.5' failed: [ResponseError] ${error.last_error?.message}`,
        'Please contact your organization administrator to verify:',
      ]);
    });

    it('A4 does not when Ollama takes too long', async () => {
      servers.does('ollama', { kind: 'hang' });
      const { error } = await qwen({ routing: { timeout_ms: 300 } });
      expect(servers.called()).toEqual(['ollama/qwen2.5']);
      expect(error.errors).toMatchObject([{ model: 'qwen2.5', class: 'timeout' }]);
    });

    it('A4 does not when nobody listens at its address', async () => {
      await servers.goesDown('ollama');
      const { error } = await qwen();
      expect(error.errors).toMatchObject([{ model: 'qwen2.5', class: 'network' }]);
    });
  });

  it('A4 leads from a dead Ollama to a default model elsewhere', async () => {
    await servers.goesDown('ollama');
    const { routing } = await ask({ model: 'ollama/llama3.2' }, acme);
    expect(routing).toMatchObject({
      fallback_chain_used: ['ollama/llama3.2', 'openai/gpt-4o-mini'],
      provider: 'openai',
    });
  });

  it('A9 changes nothing for those that never fail', async () => {
    const mine = requestLine({ model: 'gpt-4-turbo', temperature: 0.2, user: 'u-1' }, acme);
    const nobodys = requestLine({ model: 'gpt-4-turbo', temperature: 0.2, user: 'u-1' });
    await log.ask(mine);
    const { value } = await log.endOf(mine.custom_id);
    await log.ask(nobodys);
    const { value: plain } = await log.endOf(nobodys.custom_id);

    const [first, second] = servers.received.map(({ call }) => call.body);
    expect(first).toEqual({ ...mine.body });
    expect(second).toEqual(first);
    expect(value.routing).toMatchObject({ fallback_used: false, warnings: [], attempts: { length: 1 } });
    expect({ ...value.response.body, id: 0, created: 0 }).toEqual({
      ...plain.response.body,
      id: 0,
      created: 0,
    });
    const lines = example.router.lines.filter(({ custom_id }) => custom_id === mine.custom_id);
    expect(lines.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('pays with its own key when it has one', async () => {
    const keys = { openai: 'ACME_OPENAI_KEY' };
    await put('acme-own', { ...organizationOfTheExample(), name: 'Engineering with a key', keys });
    await ask({ model: 'gpt-4-turbo' }, { org: 'acme-own' });
    await ask({ model: 'gpt-4-turbo' }, acme);
    expect(servers.received.map(({ call }) => call.headers.authorization)).toEqual([
      'Bearer sk-test-of-acme',
      'Bearer sk-test-of-openai',
    ]);
  });
});
