import type { Refusal } from './simulated-behaviour.js';
import type { SimulatedCall } from './simulated-call.js';
import {
  jsonReply,
  simulatedVector,
  tokensIn,
  wordsOf,
  type Reply,
  type WireFormat,
} from './simulated-wire.js';

const jsonType = { 'content-type': 'application/json; charset=utf-8' };

/** Times in nanoseconds, as Ollama gives them. */
const countsOf = (call: SimulatedCall, text: string): object => ({
  total_duration: 5_000_000,
  load_duration: 1_000_000,
  prompt_eval_count: tokensIn(call.body['messages']),
  prompt_eval_duration: 1_000_000,
  eval_count: tokensIn(text),
  eval_duration: 3_000_000,
});

function chat(call: SimulatedCall, text: string): Reply {
  const line = (content: string, done: boolean): object => ({
    model: call.model,
    created_at: new Date().toISOString(),
    message: { role: 'assistant', content },
    ...(done ? { done_reason: 'stop', done, ...countsOf(call, text) } : { done }),
  });
  // Ollama streams unless it is told not to.
  if (call.body['stream'] === false) return jsonReply(200, line(text, true), jsonType);
  const lines = [...wordsOf(text).map((word) => line(word, false)), line('', true)];
  return {
    status: 200,
    headers: { 'content-type': 'application/x-ndjson' },
    pieces: lines.map((one) => `${JSON.stringify(one)}\n`),
  };
}

function embed(call: SimulatedCall): Reply {
  const inputs = [call.body['input']].flat();
  return jsonReply(
    200,
    {
      model: call.model,
      embeddings: inputs.map(simulatedVector),
      total_duration: 2_000_000,
      load_duration: 1_000_000,
      prompt_eval_count: tokensIn(inputs),
    },
    jsonType,
  );
}

/** Ollama's errors are a status and one text. */
function refusalOf(call: SimulatedCall, refusal: Refusal): [status: number, text: string] {
  switch (refusal.kind) {
    case 'rate-limited':
      return [429, 'too many requests'];
    case 'quota':
      return [402, 'payment required'];
    case 'auth':
      return [401, 'unauthorized'];
    case 'unavailable':
      return [503, 'server busy, please try again.  maximum pending requests exceeded'];
    case 'server-error':
      return [500, 'llama runner process has terminated: exit status 2'];
    case 'overloaded':
      return [529, 'overloaded'];
    case 'model-not-found':
      return [404, `model '${call.model}' not found`];
    case 'context-length':
      return [400, 'the input length exceeds the context length'];
    case 'content-filter':
      return [400, 'the request was refused'];
    case 'bad-request':
      return [400, `registry.ollama.ai/library/${call.model} does not support tools`];
  }
}

export const ollamaWire: WireFormat = {
  answer: (call, text) => (call.operation === 'embeddings' ? embed(call) : chat(call, text)),
  refuse(call, refusal) {
    const [status, text] = refusalOf(call, refusal);
    const wait =
      refusal.kind === 'rate-limited' ? { 'retry-after': String(refusal.retryAfterSeconds ?? 20) } : {};
    return jsonReply(status, { error: text }, { ...jsonType, ...wait });
  },
  errorIn200: () => jsonReply(200, { error: 'an error was encountered while running the model' }, jsonType),
  models: (names) =>
    jsonReply(200, {
      models: names.map((name) => ({
        name: `${name}:latest`,
        model: `${name}:latest`,
        modified_at: new Date(0).toISOString(),
        size: 0,
        digest: 'simulated',
        details: { format: 'gguf', family: 'simulated', families: ['simulated'], parameter_size: '0B' },
      })),
    }),
  notFound: () => ({
    status: 404,
    headers: { 'content-type': 'text/plain' },
    pieces: ['404 page not found'],
  }),
};
