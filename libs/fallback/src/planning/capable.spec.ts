import { describe, expect, it } from '@jest/globals';
import { LlmRequest } from '#contracts';
import { stepName } from '../plan.js';
import { explainPlan } from './explain-plan.js';
import { chatRequest, compose, planOf, pricesOf, stepsOf, type Circumstances } from './planning.fixture.js';

const env = {
  OPENAI_API_KEY: 'k',
  ANTHROPIC_API_KEY: 'k',
  GEMINI_API_KEY: 'k',
  OLLAMA_URL: 'http://127.0.0.1:11434',
};

const file = `
models:
  plain: { aliases: [simple], capabilities: { tools: false, images: false, json_schema: false, json_object: true } }
  narrow: { at: { ollama: 'narrow:7b' }, context_window: 1000 }
chains:
  all: { steps: [ollama/llama3.2, anthropic/claude-opus-4-6, gemini/gemini-3-pro, openai/gpt-4o] }
  described: { steps: [openai/plain, ollama/llama3.2] }
  window: { steps: [ollama/narrow, openai/gpt-4o] }
  limited: { steps: [{ provider: ollama, model: narrow, max_tokens: 900 }, openai/gpt-4o] }
  deaf: { steps: [anthropic/claude-opus-4-6, ollama/llama3.2] }
  speechless: { single_endpoint: true, steps: [anthropic/claude-opus-4-6, anthropic/claude-haiku-4-5] }
default_chain: all
`;

const known: Circumstances = { env, file };
const through = (chain: string, body: object = {}): LlmRequest => chatRequest({ routing: { chain } }, body);
const saying = (...content: readonly object[]): object => ({ messages: [{ role: 'user', content }] });
const embedding = (input: unknown, chain = 'all'): LlmRequest =>
  LlmRequest.parse({ custom_id: 'r1', url: '/v1/embeddings', routing: { chain }, body: { input } });
const image = (url: string): object => ({ type: 'image_url', image_url: { url } });

/** `provider: why` of what was passed over. */
const passedOver = (request: LlmRequest): string[] =>
  compose(request, known).explanation!.passedOver.map(
    ({ step, notes }) => `${step.provider}: ${notes.at(-1)}`,
  );

const tool = { type: 'function', function: { name: 'f' } };
const schema = { type: 'json_schema', json_schema: { name: 's', schema: { type: 'object' } } };

describe('what a format cannot carry', () => {
  it.each([
    [
      'an image by its address',
      saying(image('https://a.example/b.png')),
      ['ollama: cannot take images by their address'],
    ],
    [
      'an image that is given as a text',
      saying({ type: 'image_url', image_url: 'http://a/b' }),
      ['ollama: cannot take images by their address'],
    ],
    [
      'audio',
      saying({ type: 'input_audio', input_audio: {} }),
      ['ollama: cannot take audio', 'anthropic: cannot take audio'],
    ],
    [
      'a file',
      saying({ type: 'text', text: 'see' }, { type: 'file', file: {} }),
      ['ollama: cannot take files', 'anthropic: cannot take files'],
    ],
    ['an image in it', saying(image('data:image/png;base64,AAAA')), []],
    ['tools', { tools: [tool] }, []],
    ['a schema, or JSON that is asked for in words', { response_format: schema }, []],
    ['what is left out with a warning', { n: 2, seed: 1, logprobs: true }, []],
    ['content of no known form', { messages: [{ role: 'user', content: [null, 3, {}] }] }, []],
  ])('D8 has its steps passed over: %s', (_, body, expected) => {
    expect(passedOver(through('all', body))).toEqual(expected);
    expect(stepsOf(through('all', body), known)).toHaveLength(4 - expected.length);
  });

  it('D8 has its steps passed over: embeddings', () => {
    expect(passedOver(embedding('text'))).toEqual(['anthropic: has no embeddings']);
    expect(passedOver(embedding(['text', 'more']))).toEqual(['anthropic: has no embeddings']);
    for (const tokens of [
      [1, 2],
      [[1, 2], [3]],
    ]) {
      expect(stepsOf(embedding(tokens), known)).toEqual(['openai/gpt-4o']);
    }
  });
});

describe('what the config says of a model', () => {
  it.each([
    ['tools', { tools: [tool] }, ['openai: cannot call tools']],
    ['images', saying(image('data:image/png;base64,AAAA')), ['openai: cannot take images']],
    ['a schema', { response_format: schema }, ['openai: cannot be held to a JSON schema']],
    ['no tools', { tools: [], response_format: { type: 'text' } }, []],
    ['what it is said to do', { response_format: { type: 'json_object' } }, []],
    ['what nothing is said of', saying({ type: 'input_audio' }), ['ollama: cannot take audio']],
  ])('D8 has its step passed over: %s', (_, body, expected) => {
    expect(passedOver(through('described', body))).toEqual(expected);
  });

  it('D8 counts under each of its names, and where it is known by another', () => {
    const body = { tools: [tool], model: 'openai/simple' };
    expect(stepsOf(chatRequest({}, body), known)[0]).toBe('ollama/llama3.2');
    const long = { messages: [{ role: 'user', content: 'x'.repeat(8_000) }], model: 'narrow' };
    expect(stepsOf(chatRequest({}, long), known)).not.toContain('ollama/narrow:7b');
  });

  it('D8 includes how long prompt and answer may be together, as the step or else the request has it', () => {
    const stepsFor = (chain: string, tokens: number, body: object = {}): string[] => {
      const content = 'x'.repeat(4 * (tokens - 4));
      return stepsOf(through(chain, { messages: [{ role: 'user', content }], ...body }), known);
    };
    const both = ['ollama/narrow:7b', 'openai/gpt-4o'];
    const wider = ['openai/gpt-4o'];
    expect(stepsFor('window', 1_000)).toEqual(both);
    expect(stepsFor('window', 1_001)).toEqual(wider);
    expect(stepsFor('window', 500, { max_tokens: 500, n: 9 })).toEqual(both);
    expect(stepsFor('window', 500, { max_tokens: 501 })).toEqual(wider);
    expect(stepsFor('window', 500, { max_completion_tokens: 501, max_tokens: 1 })).toEqual(wider);
    expect(stepsFor('limited', 100, { max_tokens: 901 })).toEqual(both);
    expect(stepsFor('limited', 101, { max_tokens: 1 })).toEqual(wider);
  });

  it('D8 says how long that is', () => {
    const content = 'x'.repeat(4_000);
    expect(passedOver(through('window', { messages: [{ role: 'user', content }] }))).toEqual([
      'ollama: has a context window of 1000 tokens: prompt and answer take about 1004',
    ]);
    expect(passedOver(embedding([content], 'window'))).toEqual([]);
  });
});

describe('what the price list says of a model', () => {
  const prices = pricesOf({}, { 'openai/gpt-4o': 1_000, 'ollama/narrow:7b': 10_000, 'openai/plain': 1_000 });
  const listed: Circumstances = { ...known, prices };
  const saidIn = (chain: string, tokens: number, body: object = {}): LlmRequest => {
    const content = 'x'.repeat(4 * (tokens - 4));
    return through(chain, { messages: [{ role: 'user', content }], ...body });
  };

  it('D8 is how long prompt and answer may be together, with some room for the estimate', () => {
    const narrower = ['ollama/llama3.2', 'anthropic/claude-opus-4-6', 'gemini/gemini-3-pro'];
    expect(stepsOf(saidIn('all', 1_250), listed)).toEqual([...narrower, 'openai/gpt-4o']);
    const tooLong = compose(saidIn('all', 1_000, { max_tokens: 251 }), listed);
    expect(tooLong).toMatchObject({ ok: true });
    expect(tooLong.explanation!.passedOver.map(({ notes }) => notes.at(-1))).toEqual([
      'has a context window of 1000 tokens: prompt and answer take about 1251',
    ]);
  });

  it('D8 is nothing where the config says it, which is meant as it stands', () => {
    expect(stepsOf(saidIn('window', 1_001), listed)).toEqual(['openai/gpt-4o']);
  });

  it('D8 counts where the config says something else of the model', () => {
    expect(stepsOf(saidIn('described', 2_000), listed)).toEqual(['ollama/llama3.2']);
  });

  it('D8 refuses nothing: where no step is said to hold the request, or nothing is said at all, each is tried', () => {
    const only = { 'openai/gpt-4o': 10, 'ollama/narrow:7b': 10 };
    expect(stepsOf(saidIn('window', 9_000), { ...known, prices: pricesOf({}, only) })).toHaveLength(2);
    expect(stepsOf(saidIn('all', 9_000_000), known)).toHaveLength(4);
  });

  it('D8 is told to a request that names the model', () => {
    const long = chatRequest(
      {},
      { model: 'openai/gpt-4o', messages: [{ role: 'user', content: 'x'.repeat(8_000) }] },
    );
    expect(compose(long, listed)).toMatchObject({
      warnings: [
        "'openai/gpt-4o' has a context window of 1000 tokens: prompt and answer take about 2004: it was passed over",
      ],
    });
  });
});

describe('a plan of which no step can serve the request', () => {
  it('D8 is tried all the same, in its order, and says what it lacks', () => {
    const audio = through('deaf', saying({ type: 'input_audio' }));
    expect(stepsOf(audio, known)).toEqual(['anthropic/claude-opus-4-6', 'ollama/llama3.2']);
    const { explanation } = compose(audio, known);
    expect(explainPlan(explanation!)).toContain(
      "1. anthropic/claude-opus-4-6: in chain 'deaf'; cannot take audio: tried all the same, as no other step can",
    );
    expect(explanation!.passedOver).toEqual([]);
  });

  it('D8 fails at once where there are no embeddings at all', () => {
    expect(compose(embedding('text', 'speechless'), known)).toMatchObject({
      ok: false,
      code: 'no_provider_available',
      problem: 'no step of the plan can be called (anthropic: has no embeddings)',
    });
  });

  it('E4 counts only what can be called: a capable provider without its key is none', () => {
    const { OPENAI_API_KEY: _, ...withoutKey } = env;
    const tools = through('described', { tools: [tool] });
    expect(stepsOf(tools, { file, env: withoutKey })).toEqual(['ollama/llama3.2']);
    const { GEMINI_API_KEY: __, ...poorer } = withoutKey;
    expect(stepsOf(through('all', saying({ type: 'file' })), { file, env: poorer })).toEqual([
      'ollama/llama3.2',
      'anthropic/claude-opus-4-6',
    ]);
  });
});

describe('a step that was passed over for what it cannot do', () => {
  const request = chatRequest({}, { model: 'openai/plain', tools: [tool] });

  it('D8 is told to a request that names it, whose answer is then a fallback', () => {
    expect(compose(request, known)).toMatchObject({
      warnings: ["'openai/plain' cannot call tools: it was passed over"],
    });
    expect(stepName(planOf(request, known).primary)).toBe('openai/plain');
  });

  it('D8 is nothing that a request need know of a chain', () => {
    expect(compose(through('described', { tools: [tool] }), known)).toMatchObject({ warnings: [] });
  });

  it('D8 is in the explanation of the plan', () => {
    expect(explainPlan(compose(request, known).explanation!)).toContain(
      '- openai/plain: the request names it; cannot call tools',
    );
  });
});
