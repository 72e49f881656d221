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

const jsonType = { 'content-type': 'application/json; charset=UTF-8' };

/** One body, or one event. */
function candidate(call: SimulatedCall, said: string, text: string, finish: object): object {
  const promptTokenCount = tokensIn(call.body['contents']);
  const candidatesTokenCount = tokensIn(said);
  return {
    candidates: [{ content: { parts: [{ text }], role: 'model' }, ...finish, index: 0 }],
    usageMetadata: {
      promptTokenCount,
      candidatesTokenCount,
      totalTokenCount: promptTokenCount + candidatesTokenCount,
    },
    modelVersion: call.model,
    responseId: 'simulated',
  };
}

function chat(call: SimulatedCall, text: string): Reply {
  const end = { finishReason: 'STOP' };
  if (!call.path.includes(':stream')) return jsonReply(200, candidate(call, text, text, end), jsonType);
  const words = wordsOf(text);
  const events = words.map((word, index) =>
    candidate(call, words.slice(0, index + 1).join(''), word, index === words.length - 1 ? end : {}),
  );
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    pieces: events.map((one) => `data: ${JSON.stringify(one)}\r\n\r\n`),
  };
}

function embed(call: SimulatedCall): Reply {
  const requests = call.body['requests'] as { readonly content: unknown }[];
  return jsonReply(
    200,
    { embeddings: requests.map(({ content }) => ({ values: simulatedVector(content) })) },
    jsonType,
  );
}

interface GoogleError {
  readonly code: number;
  readonly status: string;
  readonly message: string;
  readonly details?: readonly object[];
}

const detail = (type: string, fields: object): object => ({
  '@type': `type.googleapis.com/google.rpc.${type}`,
  ...fields,
});
const spent = (quotaId: string): object =>
  detail('QuotaFailure', { violations: [{ quotaId, quotaValue: '50' }] });

const overloaded: GoogleError = {
  code: 503,
  status: 'UNAVAILABLE',
  message: 'The model is overloaded. Please try again later.',
};

/** Words, statuses and details as Google sends them. A prompt that is blocked is no error there. */
function refusalOf(call: SimulatedCall, refusal: Exclude<Refusal, { kind: 'content-filter' }>): GoogleError {
  const exhausted = { code: 429, status: 'RESOURCE_EXHAUSTED' };
  const invalid = { code: 400, status: 'INVALID_ARGUMENT' };
  const message = 'You exceeded your current quota, please check your plan and billing details.';
  switch (refusal.kind) {
    case 'rate-limited': {
      const retry = detail('RetryInfo', { retryDelay: `${refusal.retryAfterSeconds ?? 20}s` });
      const details = [spent('GenerateRequestsPerMinutePerProjectPerModel'), retry];
      return { ...exhausted, message, details };
    }
    case 'quota':
      return { ...exhausted, message, details: [spent('GenerateRequestsPerDayPerProjectPerModel')] };
    case 'auth': {
      const details = [detail('ErrorInfo', { reason: 'API_KEY_INVALID', domain: 'googleapis.com' })];
      return { ...invalid, message: 'API key not valid. Please pass a valid API key.', details };
    }
    case 'unavailable':
    case 'overloaded':
      return overloaded;
    case 'server-error':
      return { code: 500, status: 'INTERNAL', message: 'An internal error has occurred.' };
    case 'model-not-found':
      return {
        code: 404,
        status: 'NOT_FOUND',
        message: `models/${call.model} is not found for API version v1beta, or is not supported for generateContent.`,
      };
    case 'context-length': {
      const tokens = 1_048_576 + tokensIn(call.body['contents']);
      const text = `The input token count (${tokens}) exceeds the maximum number of tokens allowed (1048576).`;
      return { ...invalid, message: text };
    }
    case 'bad-request':
      return { ...invalid, message: 'Please use a valid role: user, model.' };
  }
}

export const geminiWire: WireFormat = {
  answer: (call, text) => (call.operation === 'embeddings' ? embed(call) : chat(call, text)),
  refuse(call, refusal) {
    if (refusal.kind === 'content-filter')
      return jsonReply(200, { promptFeedback: { blockReason: 'SAFETY' } }, jsonType);
    const error = refusalOf(call, refusal);
    return jsonReply(error.code, { error }, jsonType);
  },
  errorIn200: () => jsonReply(200, { error: overloaded }, jsonType),
  models: (names) => jsonReply(200, { models: names.map((name) => ({ name: `models/${name}` })) }, jsonType),
  notFound: () => ({ status: 404, headers: { 'content-type': 'text/html' }, pieces: ['<!DOCTYPE html>'] }),
};
