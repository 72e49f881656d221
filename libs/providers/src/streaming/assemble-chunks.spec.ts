import { describe, expect, it } from '@jest/globals';
import type { ChatChunk } from '#contracts';
import { ChunkAssembly } from './assemble-chunks.js';

const chunk = (choices: object[], more: object = {}): ChatChunk => ({
  id: 'c-1',
  object: 'chat.completion.chunk',
  created: 7,
  model: 'm',
  choices: choices as ChatChunk['choices'],
  ...more,
});
const piece = (delta: object, more: object = {}): object => ({
  index: 0,
  delta,
  finish_reason: null,
  ...more,
});

function assemble(...chunks: ChatChunk[]) {
  const assembly = new ChunkAssembly();
  for (const one of chunks) assembly.add(one);
  return assembly.whole();
}

const messageOf = (...deltas: object[]): unknown =>
  assemble(...deltas.map((delta) => chunk([piece(delta)]))).choices[0]?.['message'];

const called = (name: string, given: string, id: string): object => ({
  id,
  type: 'function',
  function: { name, arguments: given },
});

describe('the whole answer of its chunks', () => {
  it('has the envelope of the chunks, and the usage that came last', () => {
    const whole = assemble(
      chunk([], { id: '', created: 0, model: '', prompt_filter_results: [1] }),
      chunk([piece({ role: 'assistant', content: 'a' })], {
        usage: null,
        obfuscation: 'x',
        service_tier: 'flex',
      }),
      chunk([piece({ content: 'b' }, { finish_reason: 'stop' })], { usage: { prompt_tokens: 1 } }),
      chunk([piece({ content: '' })], { model: '', usage: { prompt_tokens: 2 } }),
    );
    expect(whole).toEqual({
      id: 'c-1',
      object: 'chat.completion',
      created: 7,
      model: 'm',
      prompt_filter_results: [1],
      service_tier: 'flex',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'ab', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 2 },
    });
  });

  it('has its choices in order, each with its own text, reason and log probabilities', () => {
    const logprobs = (token: string): object => ({ logprobs: { content: [{ token }], refusal: null } });
    const whole = assemble(
      chunk([piece({ content: 'x' }, { index: 1, ...logprobs('x') })]),
      chunk([
        piece({ content: 'a' }, logprobs('a')),
        piece({ content: 'y' }, { index: 1, ...logprobs('y') }),
      ]),
      chunk([piece({}, { finish_reason: 'length' })]),
      chunk([piece({}, { index: 1, finish_reason: 'stop' })]),
    );
    expect(whole.choices).toMatchObject([
      {
        index: 0,
        message: { content: 'a' },
        finish_reason: 'length',
        logprobs: { content: [{ token: 'a' }] },
      },
      {
        index: 1,
        message: { content: 'xy' },
        finish_reason: 'stop',
        logprobs: { content: [{ token: 'x' }, { token: 'y' }], refusal: null },
      },
    ]);
  });

  it('puts refusals and reasoning together as it does text', () => {
    expect(
      messageOf(
        { role: 'assistant', refusal: 'I ', reasoning: 'Hm' },
        { refusal: 'cannot', reasoning: 'm.', reasoning_details: [{ text: 'Hm' }] },
        { reasoning_details: [{ text: 'm.' }] },
      ),
    ).toEqual({
      role: 'assistant',
      content: null,
      refusal: 'I cannot',
      reasoning: 'Hmm.',
      reasoning_details: [{ text: 'Hm' }, { text: 'm.' }],
    });
  });

  it('leaves the chunks as they are', () => {
    const first = chunk([piece({ audio: { data: 'a' }, annotations: [1] })]);
    const before = structuredClone(first);
    assemble(first, chunk([piece({ audio: { data: 'b' }, annotations: [2] })]));
    expect(first).toEqual(before);
  });
});

describe('the tool calls of a message', () => {
  const two = [called('f', '{"a":1}', 'call_1'), called('g', '{}', 'call_2')];
  const cases: (readonly [name: string, pieces: object[], calls: object[]])[] = [
    [
      'in pieces that take turns',
      [
        { index: 0, ...called('f', '', 'call_1') },
        { index: 1, ...called('g', '', 'call_2') },
        { index: 0, function: { arguments: '{"a"' } },
        { index: 1, function: { arguments: '{}' } },
        { index: 0, function: { arguments: ':1}' } },
      ],
      two,
    ],
    [
      'by their index, not as they come',
      [
        { index: 1, ...two[1] },
        { index: 0, ...two[0] },
      ],
      two,
    ],
    ['all with the index 0', two.map((call) => ({ index: 0, ...call })), two],
    ['without an index', two, two],
    [
      'with a new id in each piece',
      [
        { index: 0, ...called('f', '{"a"', 'call_1') },
        { index: 0, id: 'call_9', type: 'function', function: { arguments: ':1}' } },
      ],
      [two[0]!],
    ],
    [
      'with the name in each piece',
      [
        { index: 0, ...called('f', '{"a"', 'call_1') },
        { index: 0, ...called('f', ':1}', 'call_1') },
      ],
      [two[0]!],
    ],
    [
      'of tools that take text',
      [
        { index: 0, id: 'call_1', type: 'custom', custom: { name: 'h', input: 'S' } },
        { index: 0, custom: { input: 'QL' } },
      ],
      [{ id: 'call_1', type: 'custom', custom: { name: 'h', input: 'SQL' } }],
    ],
  ];

  it.each(cases)('are put together: %s', (_name, pieces, calls) => {
    const deltas = pieces.map((call) => ({ content: '', tool_calls: [call] }));
    expect(messageOf(...deltas)).toEqual({
      role: 'assistant',
      content: null,
      refusal: null,
      tool_calls: calls,
    });
  });
});
