import { APIError } from '@anthropic-ai/sdk';
import { isRecord } from '../is-record.js';
import { SpentError } from '../failures/spent-error.js';
import type { Answer } from '../provider-adapter.js';
import { bad } from './bad-anthropic-answer.js';
import { mapAnthropicFinishReason } from './map-anthropic-finish-reason.js';
import { mapAnthropicChatUsage, mapAnthropicUsage } from './map-anthropic-usage.js';
import { UnfencedText } from './unfenced-text.js';

export interface Reading {
  readonly headers: Headers;
  /** Was the model asked in words for JSON? */
  readonly jsonInWords: boolean;
  readonly randomId: () => string;
  /** Epoch ms. */
  readonly now: number;
}

function parse(text: string): Record<string, unknown> {
  if (text.trim() === '') throw bad('the answer is empty');
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw bad(
      text.trimStart().startsWith('<') ? 'the answer is HTML, not JSON' : 'the answer is not valid JSON',
    );
  }
  if (!isRecord(message)) throw bad('the answer is JSON, but not an object');
  return message;
}

function unfence(text: string): string {
  const unfenced = new UnfencedText();
  return unfenced.push(text) + unfenced.end();
}

function textOf(blocks: readonly Record<string, unknown>[]): string {
  return blocks.map((block) => (block['type'] === 'text' ? String(block['text']) : '')).join('');
}

const toolCalls = (blocks: readonly Record<string, unknown>[]) =>
  blocks
    .filter((block) => block['type'] === 'tool_use')
    .map(({ id, name, input }) => ({
      id,
      type: 'function',
      function: { name, arguments: JSON.stringify(input ?? {}) },
    }));

function mapChoice(message: Record<string, unknown>, jsonInWords: boolean) {
  const { content, stop_reason, stop_details } = message;
  if (!Array.isArray(content)) throw bad('the answer has no content');
  const finishReason = mapAnthropicFinishReason(stop_reason, stop_details);
  const blocks = content.filter(isRecord);
  const text = textOf(blocks);
  const calls = toolCalls(blocks);
  return {
    index: 0,
    message: {
      role: 'assistant',
      content: text === '' && calls.length > 0 ? null : jsonInWords ? unfence(text) : text,
      refusal: null,
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    },
    logprobs: null,
    finish_reason: finishReason,
  };
}

/** The `chat.completion` in a 200 of the Messages API. Throws what makes it none. */
export function readAnthropicAnswer(text: string, reading: Reading): Answer {
  const { headers, jsonInWords, randomId, now } = reading;
  const message = parse(text);
  if (message['type'] === 'error' || 'error' in message) {
    throw APIError.generate(200, message, undefined, headers);
  }
  const counted = message['usage'];
  const usage = mapAnthropicUsage(counted);
  try {
    return {
      body: {
        id: message['id'] ?? `chatcmpl-${randomId()}`,
        object: 'chat.completion',
        created: Math.floor(now / 1_000),
        model: message['model'],
        choices: [mapChoice(message, jsonInWords)],
        usage: mapAnthropicChatUsage(counted),
      },
      requestId: headers.get('request-id'),
      usage,
      timeToFirstTokenMs: null,
    };
  } catch (error) {
    throw isRecord(counted) ? new SpentError(error, usage) : error;
  }
}
