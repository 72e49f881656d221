import type { ChatResponse } from 'ollama/browser';
import type { ChatChunk } from '#contracts';
import { readLines } from '../http/read-lines.js';
import { isRecord } from '../is-record.js';
import { badOllamaAnswer, checkOllamaAnswer } from './check-ollama-answer.js';
import type { AnswerStamp } from './map-ollama-answer.js';
import { mapOllamaCounts } from './map-ollama-counts.js';
import { mapOllamaFinishReason } from './map-ollama-finish-reason.js';
import { mapOllamaLogprobs } from './map-ollama-logprobs.js';
import { mapOllamaToolCall } from './map-ollama-tool-call.js';

function parse(line: string): ChatResponse {
  let piece: unknown;
  try {
    piece = JSON.parse(line);
  } catch {
    throw badOllamaAnswer('a piece of the answer is not valid JSON');
  }
  return checkOllamaAnswer(piece, ({ message }) =>
    isRecord(message) ? null : 'a piece of the answer has no message',
  ) as ChatResponse;
}

/**
 * The lines of `/api/chat` → `chat.completion.chunk`s, to the line that says `done`. Not by the SDK's reader: it prints a
 * line that it cannot parse to the console, and passes over it.
 */
export async function* readOllamaStream(
  body: ReadableStream<Uint8Array>,
  { randomId, now }: AnswerStamp,
): AsyncGenerator<ChatChunk, void> {
  const id = `chatcmpl-${randomId()}`;
  const created = Math.floor(now / 1_000);
  let calls = 0;
  let begun = false;
  for await (const line of readLines(body)) {
    if (line.trim() === '') continue;
    const piece = parse(line);
    const { content, thinking, tool_calls: called = [] } = piece.message;
    const stamp = { id, object: 'chat.completion.chunk' as const, created, model: piece.model };
    const delta = {
      ...(begun ? {} : { role: 'assistant' }),
      ...(content ? { content } : {}),
      ...(thinking ? { reasoning: thinking } : {}),
      ...(called.length === 0
        ? {}
        : { tool_calls: called.map((call) => ({ index: calls++, ...mapOllamaToolCall(call, randomId) })) }),
    };
    begun = true;
    const reason = piece.done ? mapOllamaFinishReason(piece.done_reason, calls) : null;
    const logprobs = mapOllamaLogprobs(piece.logprobs);
    yield { ...stamp, choices: [{ index: 0, delta, logprobs, finish_reason: reason }] };
    if (!piece.done) continue;
    yield { ...stamp, choices: [], usage: mapOllamaCounts(piece) };
    return;
  }
  throw badOllamaAnswer('the answer ended before it said that it is done');
}
