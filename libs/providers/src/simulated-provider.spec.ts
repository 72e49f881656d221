import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai/web';
import { Ollama } from 'ollama/browser';
import OpenAI, { AzureOpenAI } from 'openai';
// Google's SDK looks for its dispatcher among the globals, and jest has its own.
import 'undici';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulatedProvider, type SimulatedProvider } from '../../../deploy/local/simulated-provider.js';

let simulated: SimulatedProvider;
let openai: OpenAI;
let ollama: Ollama;
let anthropic: Anthropic;
let gemini: GoogleGenAI;

beforeAll(async () => {
  simulated = await startSimulatedProvider({ journalLimit: 3 });
  openai = new OpenAI({ baseURL: simulated.openaiBaseUrl, apiKey: 'sk-test-0123456789', maxRetries: 0 });
  ollama = new Ollama({ host: simulated.ollamaUrl });
  anthropic = new Anthropic({ baseURL: simulated.url, apiKey: 'sk-test', maxRetries: 0 });
  gemini = new GoogleGenAI({
    apiKey: 'sk-test',
    apiVersion: 'v1beta',
    httpOptions: { baseUrl: simulated.url },
  });
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

  it('answers and streams as Azure does, at the deployment that its path names', async () => {
    const azure = new AzureOpenAI({
      endpoint: simulated.url,
      apiKey: 'k',
      apiVersion: '2024-10-21',
      deployment: 'prod',
    });
    const whole = await azure.chat.completions.create({ model: 'prod', messages });
    const streamed = await azure.chat.completions.stream({ model: 'prod', messages }).finalChatCompletion();
    expect(whole.choices[0]?.message.content).toMatch(/^\(simulated\) prod answered/);
    expect(streamed.choices[0]?.message.content).toBe(whole.choices[0]?.message.content);
    expect(simulated.calls.at(-1)).toMatchObject({ format: 'openai', model: 'prod' });
  });

  it('answers and streams as Anthropic does', async () => {
    const asked = { model: 'sim-fast', max_tokens: 100, messages };
    const whole = await anthropic.messages.create(asked);
    const streamed = await anthropic.messages.stream(asked).finalMessage();
    expect(whole).toMatchObject({
      content: [{ type: 'text', text: expect.stringMatching(/^\(simulated\) sim-fast answered/) }],
      stop_reason: 'end_turn',
      usage: { input_tokens: expect.any(Number), output_tokens: expect.any(Number) },
    });
    const { content, stop_reason, usage } = whole;
    expect(streamed).toMatchObject({ content, stop_reason, usage });
  });

  it('answers and streams as Gemini does', async () => {
    const asked = { model: 'sim-fast', contents: 'Hello' };
    const whole = await gemini.models.generateContent(asked);
    let text = '';
    let end;
    for await (const event of await gemini.models.generateContentStream(asked)) {
      text += event.text ?? '';
      end = event;
    }
    expect(whole.text).toMatch(/^\(simulated\) sim-fast answered/);
    expect(text).toBe(whole.text);
    for (const last of [whole, end])
      expect(last).toMatchObject({
        candidates: [{ finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: expect.any(Number), candidatesTokenCount: expect.any(Number) },
      });
    expect(end?.usageMetadata).toEqual(whole.usageMetadata);
  });

  it('lists its models, to all', async () => {
    const names = (await openai.models.list()).data.map(({ id }) => id);
    expect(names).toContain('sim-fast');
    expect((await ollama.list()).models.map(({ name }) => name)).toEqual(
      names.map((name) => `${name}:latest`),
    );
    expect((await anthropic.models.list()).data.map(({ id }) => id)).toEqual(names);
    const listed = [];
    for await (const { name } of await gemini.models.list()) listed.push(name);
    expect(listed).toEqual(names.map((name) => `models/${name}`));
    expect((await ollama.version()).version).toContain('simulated');
  });

  it('embeds, to all who can', async () => {
    const { data } = await openai.embeddings.create({
      model: 'sim-fast',
      input: 'a',
      encoding_format: 'float',
    });
    const { embeddings } = await ollama.embed({ model: 'sim-fast:latest', input: ['a'] });
    expect(embeddings).toEqual([data[0]?.embedding]);
    const { embeddings: many } = await gemini.models.embedContent({
      model: 'sim-fast',
      contents: ['a', 'b'],
    });
    expect(many?.map(({ values }) => values?.length)).toEqual([8, 8]);
  });

  it('does as the name of the model says', async () => {
    const refusal = openai.chat.completions.create({ model: 'sim-no-quota', messages });
    await expect(refusal).rejects.toMatchObject({ status: 429, code: 'insufficient_quota' });
    const missing = ollama.chat({ model: 'sim-missing:latest', messages });
    await expect(missing).rejects.toMatchObject({ name: 'ResponseError', status_code: 404 });
    const tooLong = anthropic.messages.create({ model: 'sim-short', max_tokens: 9, messages });
    await expect(tooLong).rejects.toMatchObject({ status: 400, type: 'invalid_request_error' });
    const spent = gemini.models.generateContent({ model: 'sim-no-quota', contents: 'Hello' });
    await expect(spent).rejects.toMatchObject({
      status: 429,
      message: expect.stringContaining('RequestsPerDay'),
    });
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
