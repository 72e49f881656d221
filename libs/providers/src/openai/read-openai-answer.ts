import type { LlmRequest } from '#contracts';
import { SpentError } from '../failures/spent-error.js';
import { isRecord } from '../is-record.js';
import type { Answer } from '../provider-adapter.js';
import { checkFinish } from '../streaming/check-finish.js';
import { badAnswer } from './bad-answer.js';
import { refuseError } from './error-within.js';
import { mapOpenAIUsage } from './map-openai-usage.js';
import { requestIdOf } from './request-id.js';

function parse(text: string): Record<string, unknown> {
  if (text.trim() === '') throw badAnswer('the answer is empty');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw badAnswer(
      text.trimStart().startsWith('<') ? 'the answer is HTML, not JSON' : 'the answer is not valid JSON',
    );
  }
  if (!isRecord(body)) throw badAnswer('the answer is JSON, but not an object');
  return body;
}

function checkFirstChoice(choices: unknown, headers: Headers): void {
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  if (!isRecord(choice)) throw badAnswer('the answer has no choices');
  refuseError(choice['error'], headers);
  checkFinish(choice['finish_reason']);
  if (!isRecord(choice['message'])) throw badAnswer('the answer has no message');
}

function checkEmbeddings(data: unknown): void {
  if (!Array.isArray(data) || data.length === 0) throw badAnswer('the answer has no embeddings');
}

function check(url: LlmRequest['url'], body: Record<string, unknown>, headers: Headers): void {
  refuseError(body['error'], headers);
  if (url === '/v1/chat/completions') checkFirstChoice(body['choices'], headers);
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
    requestId: requestIdOf(headers),
    usage,
    timeToFirstTokenMs: null,
  };
}
