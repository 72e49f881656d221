import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulatedProvider, type SimulatedProvider } from '../../../deploy/local/simulated-provider.js';
import { chatCall, completionOf } from './provider-call.fixture.js';
import { createProviders, type ProviderRegistry } from './provider-registry.js';

let first: SimulatedProvider;
let second: SimulatedProvider;
let providers: ProviderRegistry;

beforeAll(async () => {
  first = await startSimulatedProvider();
  second = await startSimulatedProvider();
  providers = createProviders([
    { name: 'openai', kind: 'openai', baseUrl: first.openaiBaseUrl, apiKey: 'sk-of-openai-0123' },
    { name: 'vllm', kind: 'openai', baseUrl: second.openaiBaseUrl, apiKey: 'sk-of-vllm-0123' },
    { name: 'ollama', kind: 'ollama', baseUrl: first.ollamaUrl, apiKey: null },
  ]);
});
afterAll(async () => {
  await providers.close();
  await Promise.all([first.stop(), second.stop()]);
});

const ask = async (provider: string, model: string, baseUrl: string | null = null): Promise<unknown> =>
  completionOf(await providers.call(chatCall(model, {}, { provider, baseUrl })));

describe('ProviderRegistry', () => {
  it('F5 calls a provider by its name, each in its own format and with its own key', async () => {
    await ask('openai', 'gpt-4o');
    await ask('vllm', 'qwen');
    await ask('ollama', 'llama');
    expect(first.calls.map(({ format, model }) => [format, model])).toEqual([
      ['openai', 'gpt-4o'],
      ['ollama', 'llama'],
    ]);
    expect(second.calls[0]?.headers.authorization).toBe('Bearer sk-of-vllm-0123');
    expect(first.calls[1]?.headers.authorization).toBeUndefined();
  });

  it('D2 a call may name another address', async () => {
    await ask('openai', 'elsewhere', second.openaiBaseUrl);
    await ask('ollama', 'elsewhere', `${second.ollamaUrl}/`);
    expect(first.count('elsewhere')).toBe(0);
    expect(second.count('elsewhere')).toBe(2);
  });

  it('F6 carries a thousand calls at once', async () => {
    const calls = Array.from({ length: 1_000 }, () => ask('openai', 'sim-slow'));
    await Promise.all(calls);
    expect(first.count('sim-slow')).toBe(1_000);
  });

  it('D4 E1 names with slashes are models like any other, as OpenRouter and Together have them', async () => {
    for (const model of [
      'openai/gpt-4o',
      'meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo',
      'qwen/qwen3:free',
    ]) {
      await ask('vllm', model);
      expect(second.calls.at(-1)?.body['model']).toBe(model);
    }
  });

  it('a provider that is not configured is a defect', async () => {
    await expect(providers.call(chatCall('x', {}, { provider: 'nobody' }))).rejects.toThrow(
      'no provider is configured under the name nobody',
    );
  });

  it('B13 refuses a key that no header can carry, without quoting it', () => {
    const apiKey = 'sk-with-a-newline\n';
    const settings = [{ name: 'openai', kind: 'openai', baseUrl: null, apiKey }] as const;
    expect(() => createProviders(settings)).toThrow('the key of provider openai is empty or has characters');
    expect(() => createProviders(settings)).not.toThrow('sk-with');
  });
});
