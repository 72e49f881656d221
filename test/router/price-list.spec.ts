import { describe, expect, it } from '@jest/globals';
import type { SimulatedCall } from '../../deploy/local/simulated-call.js';
import { requestLine } from './request-line.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack();
const { log } = stack;

/** OpenAI breaks its answers off, Ollama answers. */
const cutAtOpenAI = ({ model }: SimulatedCall) =>
  model.startsWith('gpt-')
    ? ({ kind: 'reset', when: 'after-headers' } as const)
    : ({ kind: 'answer' } as const);

const answerTo = async (body: object) => {
  const provider = await stack.startProvider({ respond: cutAtOpenAI });
  await stack.start('router', bothProviders(provider));
  const request = requestLine(body);
  await log.ask(request);
  const { value: answer } = await log.endOf(request.custom_id);
  const ended = () =>
    log.on('attempts').flatMap(({ value }) => (value.custom_id === request.custom_id ? [value] : []));
  await log.until(() => ended().length === answer.routing.attempts.length);
  const attempts = ended().toSorted((a, b) => Number(a.step) - Number(b.step));
  return { answer, attempts };
};

describe('what is known of models without a word of the config', () => {
  it('C6 bills the tokens of a stream that was cut, and says that they are estimated, and by which list', async () => {
    const { answer, attempts } = await answerTo({ model: 'openai/gpt-4o', stream: true });
    const [cut, answered] = attempts;
    expect(cut).toMatchObject({
      provider: 'openai',
      outcome: 'failed',
      error: { class: 'bad_response' },
      usage: { input_tokens: 6, output_tokens: expect.any(Number), estimated: true },
      price_version: expect.stringMatching(/^@pydantic\/genai-prices \d/),
    });
    expect(cut!.usage.output_tokens).toBeGreaterThan(0);
    // 2.50 dollars for a million tokens of a prompt, and 10 for those of an answer.
    expect(cut!.cost_usd).toBeCloseTo((6 * 2.5 + cut!.usage.output_tokens * 10) / 1e6, 12);
    expect(answer.routing).toMatchObject({
      provider: 'ollama',
      cost_usd: cut!.cost_usd,
      cost_estimated: true,
    });
    expect(answered!.usage).not.toHaveProperty('estimated');
    expect(answered).not.toHaveProperty('price_version');
  });

  it('D8 passes over a model whose context window is too small for the prompt', async () => {
    const content = 'The quick brown fox. '.repeat(4_000);
    const { answer, attempts } = await answerTo({
      model: 'openai/gpt-4',
      messages: [{ role: 'user', content }],
    });
    expect(attempts).toMatchObject([{ provider: 'ollama', outcome: 'succeeded' }]);
    expect(answer.routing.warnings).toEqual([
      "'openai/gpt-4' has a context window of 8192 tokens: prompt and answer take about 21004: it was passed over",
    ]);
    expect(answer.routing).not.toHaveProperty('cost_estimated');
  });
});
