import type { Fetch } from '../http/light-fetch.js';
import { isRecord } from '../is-record.js';
import { GeminiResponseError } from './gemini-response-error.js';
import { badAnswer } from './not-an-answer.js';
import { inWholeEvents } from './whole-events.js';

const isEventStream = (response: Response): boolean =>
  /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text.trim() === '') throw badAnswer('the answer is empty');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const isHtml = text.trimStart().startsWith('<');
    throw badAnswer(isHtml ? 'the answer is HTML, not JSON' : 'the answer is not valid JSON', cause);
  }
}

async function wholeAnswer(response: Response): Promise<Response> {
  const body = await readBody(response);
  const error = GeminiResponseError.inside(body, response.headers);
  if (error !== null) throw error;
  if (!isRecord(body)) throw badAnswer('the answer is JSON, but not an object');
  // The SDK asks no more of an answer than this, and would parse it a second time.
  return { ok: true, status: 200, headers: response.headers, json: () => Promise.resolve(body) } as Response;
}

/**
 * The `fetch` that the SDK is given: what is no answer is thrown here, before the SDK loses the headers of an error, the
 * error within a 200, or trips over a body that is not what it expects.
 */
export function createGeminiFetch(fetch: Fetch): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (!response.ok) throw await GeminiResponseError.of(response);
    const asksForStream = (url as string).includes(':streamGenerateContent');
    if (asksForStream && isEventStream(response)) return inWholeEvents(response);
    const whole = await wholeAnswer(response);
    if (asksForStream) throw badAnswer('the answer is not an event stream');
    return whole;
  };
}
