import type { ProviderSettings } from '../provider-registry.js';
import { events } from '../wire-server.fixture.js';

/** A stream as its provider sends it, byte by byte. */
export interface RecordedStream {
  readonly kind: ProviderSettings['kind'];
  readonly contentType: string;
  readonly body: string;
  /** The texts of its choices. */
  readonly texts: readonly string[];
  readonly choices: number;
}

const openai = (choices: object[], more: object = {}): object => ({
  id: 'chatcmpl-C1',
  object: 'chat.completion.chunk',
  created: 1760000000,
  model: 'gpt-4o-2024-08-06',
  choices,
  usage: null,
  ...more,
});
const piece = (delta: object, reason: string | null = null, index = 0, more: object = {}): object => ({
  index,
  delta,
  logprobs: null,
  finish_reason: reason,
  ...more,
});
const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
const counted = openai([], { usage });

const unfiltered = { content_filter_results: { hate: { filtered: false, severity: 'safe' } } };

const ollama = (fields: object): string =>
  `${JSON.stringify({ model: 'm', created_at: '2025-10-09T00:00:00Z', ...fields })}\n`;

export const recordedStreams: readonly RecordedStream[] = [
  {
    kind: 'openai',
    contentType: 'text/event-stream; charset=utf-8',
    texts: ['Grüße 👋'],
    choices: 1,
    body: events(
      openai([piece({ role: 'assistant', content: '', refusal: null })]),
      openai([piece({ content: 'Grüße' })]),
      openai([piece({ content: ' 👋' })]),
      openai([piece({}, 'stop')]),
      counted,
      '[DONE]',
    ),
  },
  {
    kind: 'openai',
    contentType: 'text/event-stream',
    texts: ['one', 'two'],
    choices: 2,
    // The second choice begins when the first has ended: nothing but the number tells that it is missing.
    body: events(
      openai([piece({ role: 'assistant', content: 'one' })]),
      openai([piece({}, 'stop')]),
      openai([piece({ role: 'assistant', content: 'two' }, null, 1)]),
      openai([piece({}, 'stop', 1)]),
      counted,
      '[DONE]',
    ),
  },
  {
    kind: 'openrouter',
    contentType: 'text/event-stream',
    texts: ['Hello'],
    choices: 1,
    body: `: OPENROUTER PROCESSING\n\n${events(
      openai([piece({ role: 'assistant', content: 'Hel' })], { provider: 'OpenAI' }),
      openai([piece({ role: 'assistant', content: 'lo' })], { provider: 'OpenAI' }),
    )}: OPENROUTER PROCESSING\n\n${events(
      openai([piece({ role: 'assistant', content: '' }, 'stop')]),
      openai([piece({ role: 'assistant', content: '' })], { usage: { ...usage, cost: 0.00001 } }),
      '[DONE]',
    )}`,
  },
  {
    kind: 'azure',
    contentType: 'text/event-stream; charset=utf-8',
    texts: ['Grüße 👋'],
    choices: 1,
    body: events(
      {
        choices: [],
        created: 0,
        id: '',
        model: '',
        object: '',
        prompt_filter_results: [{ prompt_index: 0, ...unfiltered }],
      },
      openai([piece({ role: 'assistant', content: '', refusal: null })]),
      openai([piece({ content: 'Grüße' }, null, 0, unfiltered)]),
      openai([piece({ content: ' 👋' }, null, 0, unfiltered)]),
      openai([piece({}, 'stop')]),
      { ...counted, model: '' },
      '[DONE]',
    ),
  },
  {
    kind: 'ollama',
    contentType: 'application/x-ndjson',
    texts: ['Grüße 👋'],
    choices: 1,
    body: [
      ollama({ message: { role: 'assistant', content: 'Grüße' }, done: false }),
      ollama({ message: { role: 'assistant', content: ' 👋' }, done: false }),
      ollama({
        message: { role: 'assistant', content: '' },
        done_reason: 'stop',
        done: true,
        prompt_eval_count: 9,
        eval_count: 3,
      }),
    ].join(''),
  },
];
