import type { Usage } from '#contracts';
import { isRecord } from '../is-record.js';

const count = (value: unknown): number =>
  Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;

/** Tokens as Anthropic counted them. It counts apart what was read from its cache or written to it; OpenAI does not. */
export function mapAnthropicUsage(usage: unknown): Usage {
  const counted = isRecord(usage) ? usage : {};
  const cached = count(counted['cache_read_input_tokens']);
  return {
    input_tokens: count(counted['input_tokens']) + count(counted['cache_creation_input_tokens']) + cached,
    output_tokens: count(counted['output_tokens']),
    cached_input_tokens: cached,
  };
}

/** The same in the words of a Chat Completions body. */
export function mapAnthropicChatUsage(usage: unknown) {
  const { input_tokens, output_tokens, cached_input_tokens } = mapAnthropicUsage(usage);
  const details = isRecord(usage) ? usage['output_tokens_details'] : undefined;
  return {
    prompt_tokens: input_tokens,
    completion_tokens: output_tokens,
    total_tokens: input_tokens + output_tokens,
    prompt_tokens_details: { cached_tokens: cached_input_tokens },
    completion_tokens_details: {
      reasoning_tokens: count(isRecord(details) ? details['thinking_tokens'] : undefined),
    },
  };
}
