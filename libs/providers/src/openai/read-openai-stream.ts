import { APIError, type OpenAI } from 'openai';
import { Stream } from 'openai/core/streaming';
import type { ChatChunk } from '#contracts';
import { isRecord } from '../is-record.js';
import { badAnswer } from './bad-answer.js';
import { errorWithin } from './error-within.js';
import { mapOpenAIChunk, wholeAsChunk } from './map-openai-chunk.js';
import { readOpenAIAnswer } from './read-openai-answer.js';

/** Servers that do not stream, and pages of proxies, say what they are; of some streams the type says nothing. */
const whole = /\b(?:json|html)\b/i;

/** The SDK's errors of events have no status, and its parser's no class of the SDK's. */
function refine(error: unknown, headers: Headers): unknown {
  if (error instanceof APIError && error.status === undefined && error.error !== undefined) {
    return errorWithin(error.error, headers);
  }
  // By name: it may be one of another realm.
  if (error instanceof Error && error.name === 'SyntaxError') {
    return badAnswer('a piece of the answer is not valid JSON');
  }
  return error;
}

async function* readWhole(response: Response): AsyncGenerator<ChatChunk, void> {
  const { headers } = response;
  const { body } = readOpenAIAnswer('/v1/chat/completions', await response.text(), headers);
  yield wholeAsChunk(body, headers);
}

/**
 * The SDK tells nobody whether the `[DONE]` came that some servers do not send. So a stream has ended if each of its
 * choices has its `finish_reason`, and either as many came as were asked for or the usage behind them.
 */
async function* readEvents(
  response: Response,
  client: OpenAI,
  askedChoices: number,
): AsyncGenerator<ChatChunk, void> {
  const begun = new Set<number>();
  const finished = new Set<number>();
  let counted = false;
  try {
    for await (const event of Stream.fromSSEResponse<unknown>(response, new AbortController(), client)) {
      const chunk = mapOpenAIChunk(event, response.headers);
      for (const { index, finish_reason: reason } of chunk.choices) {
        begun.add(index);
        if (reason !== null) finished.add(index);
      }
      counted ||= isRecord(chunk['usage']) && finished.size === begun.size;
      yield chunk;
    }
  } catch (error) {
    throw refine(error, response.headers);
  }
  if (finished.size < begun.size || (finished.size < askedChoices && !counted)) {
    throw badAnswer('the answer ended without its end marker');
  }
}

/** The pieces of the answer in a 200 to a request for a stream. Throws what makes it none, at once or on the way. */
export function readOpenAIStream(
  response: Response,
  client: OpenAI,
  askedChoices: number,
): AsyncIterable<ChatChunk> {
  if (response.body === null) throw badAnswer('the answer is empty');
  return whole.test(response.headers.get('content-type') ?? '')
    ? readWhole(response)
    : readEvents(response, client, askedChoices);
}
