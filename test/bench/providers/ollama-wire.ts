import { answerText, type Wire } from './wire.js';

const line = (content: string, rest: object): string =>
  `${JSON.stringify({
    model: 'llama3.2',
    created_at: '2026-11-21T00:00:00.123456Z',
    message: { role: 'assistant', content },
    ...rest,
  })}\n`;

const finished = {
  done_reason: 'stop',
  done: true,
  total_duration: 412_000_000,
  load_duration: 12_000_000,
  prompt_eval_count: 484,
  prompt_eval_duration: 100_000_000,
  eval_count: 48,
  eval_duration: 300_000_000,
};

export const ollamaWire: Wire = {
  serves: (path) => path === '/api/chat',
  headers: {},
  whole: line(answerText, finished).trimEnd(),
  streamType: 'application/x-ndjson',
  opening: '',
  token: (text) => line(text, { done: false }),
  closing: line('', finished),
};
