import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPickyServer, untouched, type PickyServer } from '../parameters/picky-server.fixture.js';
import { embeddingsCall } from '../provider-call.fixture.js';

let server: PickyServer;

beforeAll(async () => {
  server = await startPickyServer();
});
afterAll(() => server.stop());

describe('B9 D8 a parameter that a model is known not to take', () => {
  const sampling = {
    temperature: 0.2,
    top_p: 0.5,
    presence_penalty: 1,
    frequency_penalty: 1,
    logprobs: true,
    top_logprobs: 2,
    logit_bias: { 5: 1 },
  };

  it.each([
    'o1',
    'o3-mini',
    'o4-mini-2025-04-16',
    'gpt-5',
    'gpt-5-mini',
    'gpt-5-nano-2025-08-07',
    'openai/o3-mini-high',
    'openai/gpt-5:nitro',
  ])('is left out, with a warning, for %s', async (model) => {
    const warnings = Object.keys(sampling).map((name) => `${model} does not take ${name}: left out`);
    expect(await server.ask(model, { ...sampling, seed: 1 })).toEqual({
      sent: { seed: 1 },
      warnings,
      requests: 1,
    });
  });

  it.each([
    'gpt-4o',
    'gpt-5-chat-latest',
    'gpt-5.1',
    'openai/gpt-5.2',
    'o1x',
    'gpt-50',
    'qwen/qwq-o1',
    'gemini-1.5-pro',
  ])('is sent to %s, which may take it', async (model) => {
    expect(await server.ask(model, { ...sampling, seed: 1 })).toEqual(untouched({ ...sampling, seed: 1 }));
  });

  it('is left out without a warning where that changes nothing', async () => {
    const byDefault = { temperature: 1, top_p: 1, presence_penalty: 0, logprobs: false, logit_bias: null };
    expect(await server.ask('o3', byDefault)).toEqual(untouched({}));
  });

  it("D2 is left out when it is the step's own, too", async () => {
    const { sent, warnings } = await server.ask('o3', {}, { settings: { temperature: 0.1 } });
    expect({ sent, warnings }).toEqual({ sent: {}, warnings: ['o3 does not take temperature: left out'] });
  });

  it.each(['o3-mini', 'gpt-5', 'gpt-5.4-mini'])('is sent under its newer name to %s', async (model) => {
    expect(await server.ask(model, { max_tokens: 9 })).toEqual({
      sent: { max_completion_tokens: 9 },
      warnings: [`${model} does not take max_tokens: sent as max_completion_tokens`],
      requests: 1,
    });
    expect(await server.ask(model, { max_completion_tokens: 9 })).toEqual(
      untouched({ max_completion_tokens: 9 }),
    );
  });

  it.each(['gpt-4o', 'gpt-5-chat-latest', 'openai/o3-mini'])(
    'keeps its older name where that is known: %s',
    async (model) => {
      expect(await server.ask(model, { max_tokens: 9 })).toEqual(untouched({ max_tokens: 9 }));
    },
  );

  it('is left out of an embedding', async () => {
    const old = 'text-embedding-ada-002';
    const { sent, warnings } = await server.send(
      embeddingsCall(old, { input: 'a', dimensions: 8, user: 'ada' }),
    );
    expect(sent).toEqual({ user: 'ada' });
    expect(warnings).toEqual([`${old} does not take dimensions: left out`]);
  });
});
