import { describe, expect, it } from '@jest/globals';
import { topics } from '#contracts';
import type { SimulatedCall } from '../../deploy/local/simulated-call.js';
import type { Behaviour, SimulatedProvider } from '../../deploy/local/simulated-provider.js';
import { useStack } from './use-stack.js';

const stack = useStack();
const { log } = stack;

let count = 0;
const line = () => ({
  custom_id: `limits-${(count += 1)}`,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { messages: [{ role: 'user', content: 'Hello' }] },
});

/** One server as two providers, the first of which has the scarce model. */
const scarceFirst = ({ openaiBaseUrl }: SimulatedProvider, scarce: string): Record<string, string> => ({
  OPENAI_API_KEY: 'sk-test-not-a-real-key',
  OPENAI_BASE_URL: openaiBaseUrl,
  OPENAI_MODEL_NAME: scarce,
  TOGETHER_API_KEY: 'test-not-a-real-key',
  TOGETHER_BASE_URL: openaiBaseUrl,
  TOGETHER_MODEL_NAME: 'sim-fast',
});

/** A good answer, and the last one until `reset` is over. */
const lastAnswer = (reset: string): Behaviour => ({
  kind: 'verbatim',
  status: 200,
  headers: {
    'content-type': 'application/json',
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': reset,
  },
  body: JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_760_000_000,
    model: 'scarce',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  }),
});

const spending =
  (scarce: string, reset: string) =>
  ({ model }: SimulatedCall): Behaviour =>
    model === scarce ? lastAnswer(reset) : { kind: 'answer' };

const statesTold = (scarce: string): unknown[] =>
  log.on('providerHealth').flatMap(({ key, value }) => (key === `openai/${scarce}` ? [value.state] : []));

async function providerOf(request: ReturnType<typeof line>): Promise<string> {
  return (await log.endOf(request.custom_id)).value.routing.provider as string;
}

describe('rate limits', () => {
  it('D8 G4 that one router was told of, no router meets: the next step answers', async () => {
    const provider = await stack.startProvider({ respond: spending('spent', '10m0s') });
    const env = scarceFirst(provider, 'spent');
    await stack.start('health', env);
    await stack.start('router', env);

    const last = line();
    await log.ask(last);
    expect(await providerOf(last)).toBe('openai');
    await log.until(() => statesTold('spent').includes('limited'));
    await stack.start('router', env);

    const spared = Array.from({ length: topics.requests.partitions }, line);
    await log.send(spared.map((request, partition) => ({ partition, value: JSON.stringify(request) })));
    for (const request of spared) expect(await providerOf(request)).toBe('together');
    expect(provider.count('spent')).toBe(1);

    const ids = new Set(spared.map(({ custom_id: id }) => id));
    const attempts = () => log.on('attempts').filter(({ value }) => ids.has(String(value.custom_id)));
    await log.until(() => attempts().length === spared.length);
    expect(new Set(attempts().map(({ value }) => value.router)).size).toBe(2);
    const first = log.on('attempts').find(({ value }) => value.custom_id === last.custom_id);
    expect(first?.value.rate_limit).toMatchObject({ requests: { remaining: 0 } });
  });

  it('D8 that are whole again are used again', async () => {
    const provider = await stack.startProvider({ respond: spending('refilled', '2s') });
    const env = scarceFirst(provider, 'refilled');
    await stack.start('health', env);
    await stack.start('router', env);

    for (let answers = 0; answers < 2;) {
      const next = line();
      await log.ask(next);
      if ((await providerOf(next)) === 'openai') answers += 1;
    }
    await log.until(() => statesTold('refilled').at(-1) === 'healthy');
    expect(statesTold('refilled')[0]).toBe('limited');
    expect(log.on('failures')).toEqual([]);
  });
});
