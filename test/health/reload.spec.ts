import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppProcess } from '../router/app-process.js';
import { attempt } from './records.js';
import { providers, useHealth } from './use-health.js';

const health = useHealth();
const { log } = health.stack;

describe('a health service whose config file changes', () => {
  let folder: string;
  let file: string;
  let app: AppProcess;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-reload-'));
    file = join(folder, 'understudy.yaml');
    await writeFile(file, chain('ollama/llama3, openai/gpt-4o'));
    app = await health.stack.start('health', { ...providers, UNDERSTUDY_CONFIG: file });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const chain = (steps: string): string => `chains: { main: { steps: [${steps}] } }\ndefault_chain: main\n`;

  const ask = async <Body>(path: string, init: RequestInit = {}): Promise<Body> =>
    (await (await fetch(`${app.url}${path}`, init)).json()) as Body;
  const said = async (text: RegExp, times = 1): Promise<void> => {
    while (app.lines.filter(({ msg }) => text.test(msg ?? '')).length < times) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const order = async (): Promise<unknown> => {
    const { primary, fallback, preferred } = await ask<Record<string, unknown>>('/v1/status');
    return { primary, fallback, preferred };
  };

  it('shows the new order, refuses a bad file with an error and keeps the old one, and takes the mended one', async () => {
    expect(await order()).toEqual({ primary: 'ollama', fallback: 'openai', preferred: 'ollama' });
    await writeFile(file, chain('openai/gpt-4o, ollama/llama3'));
    await said(/^The config was read anew$/);
    const changed = { primary: 'openai', fallback: 'ollama', preferred: 'openai' };
    expect(await order()).toEqual(changed);

    await writeFile(file, chain('nowhere/at-all'));
    app.kill('SIGHUP');
    await said(/^The changed config is refused; the old one stays in force:.*nowhere/s);
    expect(app.lines.filter(({ level }) => level === 'error')).toMatchObject([
      { problems: [expect.stringMatching(/nowhere/)] },
    ]);
    expect(await order()).toEqual(changed);

    await writeFile(file, chain('ollama/llama3'));
    app.kill('SIGHUP');
    await said(/^The config was read anew$/, 2);
    expect(await order()).toEqual({ primary: 'ollama', fallback: null, preferred: 'ollama' });
  });

  it('goes by the new file in all that it does: health, what operators may say, organizations', async () => {
    const put = (): Promise<{ error?: { problems: string[] } }> =>
      ask('/v1/organizations/acme', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Acme', chain: 'spare', keys: { vllm: 'ACME_KEY' } }),
      });
    const force = (): Promise<unknown> => ask('/v1/providers/vllm/force', { method: 'POST' });
    expect((await put()).error?.problems).toHaveLength(2);
    expect(await force()).toMatchObject({ error: { code: 'not_found' } });

    await writeFile(
      file,
      `providers: { vllm: { kind: openai, base_url: 'http://127.0.0.1:1/v1', model: qwen } }
chains: { spare: { steps: [vllm/qwen, ollama/llama3] } }
health: { minimum_requests: 2, cooldown_seconds: 7 }
`,
    );
    app.kill('SIGHUP');
    await said(/^The config was read anew$/);
    expect(await put()).toMatchObject({ org: 'acme', chain: 'spare' });
    expect(await force()).toMatchObject({ type: 'force_provider', provider: 'vllm' });

    const stateOf = () => health.healthOf('openai/gpt-4o').map(({ state }) => state);
    await health.attempts(attempt({ failed: 'unavailable' }));
    await log.until(() => stateOf().includes('degraded'));
    await health.attempts(attempt({ failed: 'unavailable' }));
    await log.until(() => stateOf().includes('down'));
    expect(stateOf()).toEqual(['degraded', 'down']);
    const { since, until } = health.healthOf('openai/gpt-4o').at(-1)!;
    expect(Date.parse(until!) - Date.parse(since)).toBe(7_000);
  });
});
