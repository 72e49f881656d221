import type { LlmRequest, Usage } from '#contracts';
import { estimateAnswerTokens, estimateTokens, type Completion } from '#fallback';

const nothing: Usage = { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 };

/** A whole answer with what it used: as its provider counted or, where that did not, by the length of prompt and answer. */
export function withUsage(completion: Completion, request: LlmRequest): Completion {
  const { usage, body } = completion;
  if (usage.input_tokens + usage.output_tokens > 0) return completion;
  return { ...completion, usage: usageSoFar(request, body['choices'], nothing) };
}

/**
 * What an answer has used that broke off: what its provider counted before, if it did, and by their length the prompt and
 * the text that came, where the count does not cover them. A count that comes with the first words is of those alone.
 */
export function usageSoFar(request: LlmRequest, choices: unknown, counted: Usage = nothing): Usage {
  const answer = estimateAnswerTokens(choices);
  if (counted.input_tokens > 0 && counted.output_tokens >= answer) return counted;
  return {
    input_tokens: counted.input_tokens || estimateTokens(request).input,
    output_tokens: Math.max(counted.output_tokens, answer),
    cached_input_tokens: counted.cached_input_tokens,
    estimated: true,
  };
}
