import type { Usage } from '#contracts';
import { isRecord } from '../is-record.js';

const count = (value: unknown): number =>
  Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;

/** Tokens as an OpenAI-compatible server counted them; what it did not count is 0. */
export function mapOpenAIUsage(usage: unknown): Usage {
  const counted = isRecord(usage) ? usage : {};
  const details = isRecord(counted['prompt_tokens_details']) ? counted['prompt_tokens_details'] : {};
  return {
    input_tokens: count(counted['prompt_tokens']),
    output_tokens: count(counted['completion_tokens']),
    cached_input_tokens: count(details['cached_tokens']),
  };
}
