import { badAnswer } from './not-an-answer.js';

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

const mapped: ReadonlyMap<string, FinishReason> = new Map<string, FinishReason>([
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['CONTINUATION', 'length'],
  ['SAFETY', 'content_filter'],
  ['RECITATION', 'content_filter'],
  ['BLOCKLIST', 'content_filter'],
  ['PROHIBITED_CONTENT', 'content_filter'],
  ['SPII', 'content_filter'],
  ['IMAGE_SAFETY', 'content_filter'],
  ['IMAGE_PROHIBITED_CONTENT', 'content_filter'],
  ['IMAGE_RECITATION', 'content_filter'],
]);

/** Gemini's finish reason → OpenAI's. Throws on those of an answer that is none, such as a malformed call. */
export function mapGeminiFinishReason(reason: string, hasCalls: boolean): FinishReason {
  const finish = mapped.get(reason);
  if (finish === undefined) throw badAnswer(`the model did not finish its answer (finishReason ${reason})`);
  return finish === 'stop' && hasCalls ? 'tool_calls' : finish;
}
