import { Ollama } from 'ollama/browser';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulatedProvider, type SimulatedProvider } from '../../../deploy/local/simulated-provider.js';

let simulated: SimulatedProvider;
let openai: OpenAI;
let ollama: Ollama;

beforeAll(async () => {
  simulated = await startSimulatedProvider({ journalLimit: 3 });
  openai = new OpenAI({ baseURL: simulated.openaiBaseUrl, apiKey: 'sk-test-0123456789', maxRetries: 0 });
  ollama = new Ollama({ host: simulated.ollamaUrl });
});
afterAll(() => simulated.stop());

const messages = [{ role: 'user' as const, content: 'Hello' }];

describe('the simulated provider, through the official SDKs alone', () => {
  it('streams as OpenAI does', async () => {
    const stream = await openai.chat.completions.create({
      model: 'sim-fast',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let finish: string | null = null;
    let tokens = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
      tokens = chunk.usage?.completion_tokens ?? tokens;
    }
    expect(text).toMatch(/^\(simulated\) sim-fast answered/);
    expect(finish).toBe('stop');
    expect(tokens).toBeGreaterThan(0);
  });

  it('streams as Ollama does', async () => {
    let text = '';
    let reason = '';
    for await (const line of await ollama.chat({ model: 'sim-fast', messages, stream: true })) {
      text += line.message.content;
      reason = line.done_reason;
    }
    expect(text).toMatch(/^\(simulated\) sim-fast answered/);
    expect(reason).toBe('stop');
  });

  it('lists its models, to both', async () => {
    const names = (await openai.models.list()).data.map(({ id }) => id);
    expect(names).toContain('sim-fast');
    expect((await ollama.list()).models.map(({ name }) => name)).toEqual(
      names.map((name) => `${name}:latest`),
    );
    expect((await ollama.version()).version).toContain('simulated');
  });

  it('embeds, to both', async () => {
    const { data } = await openai.embeddings.create({
      model: 'sim-fast',
      input: 'a',
      encoding_format: 'float',
    });
    const { embeddings } = await ollama.embed({ model: 'sim-fast:latest', input: ['a'] });
    expect(embeddings).toEqual([data[0]?.embedding]);
  });

  it('does as the name of the model says', async () => {
    const refusal = openai.chat.completions.create({ model: 'sim-no-quota', messages });
    await expect(refusal).rejects.toMatchObject({ status: 429, code: 'insufficient_quota' });
    const missing = ollama.chat({ model: 'sim-missing:latest', messages });
    await expect(missing).rejects.toMatchObject({ name: 'ResponseError', status_code: 404 });
    const unknown = await openai.chat.completions.create({ model: 'gpt-4o', messages });
    expect(unknown.choices[0]?.message.content).toMatch(/^\(simulated\) gpt-4o answered/);
  });

  it('keeps the newest calls, and counts them all', async () => {
    const before = simulated.count();
    for (const model of ['a', 'b', 'c', 'd']) await ollama.chat({ model, messages });
    expect(simulated.calls.map(({ model }) => model)).toEqual(['b', 'c', 'd']);
    expect(simulated.count()).toBe(before + 4);
    expect(simulated.count('a')).toBe(1);
  });

  it('sends what it does not know away, as each provider would', async () => {
    const path = await fetch(`${simulated.url}/v1/audio`, { method: 'POST' });
    expect([path.status, await path.json()]).toMatchObject([
      404,
      { error: { type: 'invalid_request_error' } },
    ]);
    const body = await fetch(`${simulated.openaiBaseUrl}/chat/completions`, { method: 'POST', body: '{' });
    expect(body.status).toBe(400);
  });
});
