import { ClassifiedError } from '../failures/classified-error.js';
import { isRecord } from '../is-record.js';
import { bad } from './bad-anthropic-answer.js';

const finishReasons: ReadonlyMap<unknown, 'stop' | 'length' | 'tool_calls'> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
] as const);

function refusal(details: unknown): ClassifiedError {
  const category = isRecord(details) ? details['category'] : null;
  const reason = typeof category === 'string' ? `stop_reason refusal, ${category}` : 'stop_reason refusal';
  const text = `the provider withheld the answer (${reason})`;
  return new ClassifiedError('content_filter', 'ContentFilterFinishReasonError', text, 200);
}

/** `stop_reason` → `finish_reason`. Throws on a reason that makes what was said no answer. */
export function mapAnthropicFinishReason(
  reason: unknown,
  details: unknown,
): 'stop' | 'length' | 'tool_calls' {
  if (typeof reason !== 'string') throw bad('the answer does not say that it is finished');
  if (reason === 'refusal') throw refusal(details);
  const mapped = finishReasons.get(reason);
  if (mapped === undefined) throw bad(`the answer ended in a way that is no end: ${reason}`);
  return mapped;
}
