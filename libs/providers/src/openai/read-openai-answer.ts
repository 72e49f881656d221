import { APIError } from 'openai';
import type { LlmRequest } from '#contracts';
import { ClassifiedError } from '../failures/classified-error.js';
import { isRecord } from '../is-record.js';
import { mapOpenAIUsage } from './map-openai-usage.js';
import type { Answer } from '../provider-adapter.js';
import { SpentError } from '../failures/spent-error.js';

const bad = (message: string): ClassifiedError =>
  new ClassifiedError('bad_response', 'APIError', message, 200);

function parse(text: string): Record<string, unknown> {
  if (text.trim() === '') throw bad('the answer is empty');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw bad(
      text.trimStart().startsWith('<') ? 'the answer is HTML, not JSON' : 'the answer is not valid JSON',
    );
  }
  if (!isRecord(body)) throw bad('the answer is JSON, but not an object');
  return body;
}

/** The status that an error within a 200 stands for, when its code is one. */
function statusOf(error: unknown): number | null {
  const code = Number(isRecord(error) ? error['code'] : Number.NaN);
  return Number.isInteger(code) && code >= 400 && code <= 599 ? code : null;
}

function refuseError(error: unknown, headers: Headers): void {
  if (error === undefined || error === null) return;
  throw APIError.generate(statusOf(error) ?? 200, { error }, undefined, headers);
}

function checkChoices(choices: unknown, headers: Headers): void {
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  if (!isRecord(choice)) throw bad('the answer has no choices');
  refuseError(choice['error'], headers);
  if (choice['finish_reason'] === 'content_filter') {
    const text = 'the provider withheld the answer (finish_reason content_filter)';
    throw new ClassifiedError('content_filter', 'ContentFilterFinishReasonError', text, 200);
  }
  if (!isRecord(choice['message'])) throw bad('the answer has no message');
  if (typeof choice['finish_reason'] !== 'string') throw bad('the answer does not say that it is finished');
}

function checkEmbeddings(data: unknown): void {
  if (!Array.isArray(data) || data.length === 0) throw bad('the answer has no embeddings');
}

function check(url: LlmRequest['url'], body: Record<string, unknown>, headers: Headers): void {
  refuseError(body['error'], headers);
  if (url === '/v1/chat/completions') checkChoices(body['choices'], headers);
  else checkEmbeddings(body['data']);
}

/** The answer in a 200 of an OpenAI-compatible server. Throws what makes it none. */
export function readOpenAIAnswer(url: LlmRequest['url'], text: string, headers: Headers): Answer {
  const body = parse(text);
  const usage = mapOpenAIUsage(body['usage']);
  try {
    check(url, body, headers);
  } catch (error) {
    throw isRecord(body['usage']) ? new SpentError(error, usage) : error;
  }
  return {
    body: { ...body, object: url === '/v1/chat/completions' ? 'chat.completion' : 'list' },
    requestId: headers.get('x-request-id'),
    usage,
    timeToFirstTokenMs: null,
  };
}
