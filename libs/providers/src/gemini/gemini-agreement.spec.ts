import { LLMock } from '@copilotkit/aimock';
import { GoogleGenAI } from '@google/genai/web';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHttpDispatcher } from '../http/http-dispatcher.js';
import { createLightFetch } from '../http/light-fetch.js';
import { ParameterMemory } from '../parameters/parameter-memory.js';
import { chatCall, stoppedClock } from '../provider-call.fixture.js';
import { GeminiAdapter } from './gemini-adapter.js';

const mock = new LLMock({ port: 0, chunkSize: 4 });
const dispatcher = createHttpDispatcher();
const clock = stoppedClock();
const model = 'gemini-2.5-flash';
const signal = new AbortController().signal;

let adapter: GeminiAdapter;
let sdk: GoogleGenAI;

beforeAll(async () => {
  const usage = { promptTokenCount: 5, candidatesTokenCount: 2 };
  mock.onMessage('hello', { content: 'Hi there!', usage });
  // Its own `FUNCTION_CALL` is no finish reason of Google's.
  mock.onMessage('weather', {
    toolCalls: [{ name: 'weather', arguments: '{"city":"Oslo"}', id: 'call_1' }],
    finishReason: 'STOP',
    usage,
  });
  await mock.start();
  adapter = new GeminiAdapter({
    baseUrl: mock.url,
    apiKey: 'mock',
    fetch: createLightFetch(dispatcher),
    clock,
    randomId: () => '1',
    memory: new ParameterMemory(clock),
  });
  sdk = new GoogleGenAI({ apiKey: 'mock', apiVersion: 'v1beta', httpOptions: { baseUrl: mock.url } });
});
afterAll(async () => {
  await dispatcher.destroy();
  await mock.stop();
});

const asking = (content: string) => chatCall(model, { messages: [{ role: 'user', content }] });

describe("F5 what the adapter and the SDK's own client make of one answer", () => {
  it('is the same text and usage', async () => {
    const theirs = await sdk.models.generateContent({ model, contents: 'hello' });
    const ours = await adapter.complete(asking('hello'), signal);
    expect(ours.body).toMatchObject({
      choices: [{ message: { content: theirs.text }, finish_reason: 'stop' }],
    });
    expect(ours.usage).toEqual({
      input_tokens: theirs.usageMetadata?.promptTokenCount,
      output_tokens: theirs.usageMetadata?.candidatesTokenCount,
      cached_input_tokens: 0,
    });
  });

  it('is the same text in pieces', async () => {
    const theirs: (string | undefined)[] = [];
    for await (const event of await sdk.models.generateContentStream({ model, contents: 'hello' })) {
      theirs.push(event.text);
    }
    const ours: unknown[] = [];
    for await (const { choices } of (await adapter.stream(asking('hello'), signal)).chunks) {
      ours.push(...choices.map(({ delta }) => delta['content']).filter((text) => text !== undefined));
    }
    expect(theirs.length).toBeGreaterThan(1);
    expect(ours).toEqual(theirs);
  });

  it('is the same call', async () => {
    const { functionCalls } = await sdk.models.generateContent({ model, contents: 'weather' });
    const ours = await adapter.complete(asking('weather'), signal);
    expect(functionCalls).toHaveLength(1);
    expect(ours.body).toMatchObject({
      choices: [
        {
          message: {
            tool_calls: functionCalls?.map(({ id, name, args }) => ({
              ...(id === undefined ? {} : { id }),
              function: { name, arguments: JSON.stringify(args) },
            })),
          },
          finish_reason: 'tool_calls',
        },
      ],
    });
  });
});
