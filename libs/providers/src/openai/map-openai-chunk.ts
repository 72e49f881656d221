import type { ChatChunk } from '#contracts';
import { isRecord } from '../is-record.js';
import { badAnswer } from './bad-answer.js';
import { refuseError } from './error-within.js';

type Choice = ChatChunk['choices'][number];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const recordsOf = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** Azure's asynchronous filter sends choices that have neither a delta nor a reason. */
function mapChoice(choice: Record<string, unknown>): Choice {
  const { index, delta, finish_reason: reason } = choice;
  return {
    ...choice,
    index: Number.isSafeInteger(index) && (index as number) >= 0 ? (index as number) : 0,
    delta: isRecord(delta) ? delta : {},
    finish_reason: textOf(reason) || null,
  };
}

/** One event of a stream → a `chat.completion.chunk`. Throws the error that it brings instead. */
export function mapOpenAIChunk(event: unknown, headers: Headers): ChatChunk {
  if (!isRecord(event)) throw badAnswer('a piece of the answer is JSON, but not an object');
  // vLLM's form of an error.
  if (event['object'] === 'error') refuseError(event, headers);
  const choices = recordsOf(event['choices']);
  for (const choice of choices) refuseError(choice['error'], headers);
  return {
    ...event,
    id: textOf(event['id']),
    object: 'chat.completion.chunk',
    created: typeof event['created'] === 'number' ? event['created'] : 0,
    model: textOf(event['model']),
    choices: choices.map(mapChoice),
  };
}

/** A whole answer, of a server that does not stream, as the one piece of a stream. */
export function wholeAsChunk(body: Record<string, unknown>, headers: Headers): ChatChunk {
  const choices = recordsOf(body['choices']).map(({ message, ...choice }) => {
    const said = isRecord(message) ? message : {};
    const calls = recordsOf(said['tool_calls']).map((call, index) => ({ index, ...call }));
    return { ...choice, delta: calls.length === 0 ? said : { ...said, tool_calls: calls } };
  });
  return mapOpenAIChunk({ ...body, choices }, headers);
}
