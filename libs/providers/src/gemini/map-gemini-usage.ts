import type { GenerateContentResponseUsageMetadata } from '@google/genai/web';
import type { Usage } from '#contracts';

const count = (value: unknown): number =>
  Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;

/** Gemini's counts → a `usage` of OpenAI's: what a model thought is output, what tools brought in is input. */
export function mapGeminiUsage(counted: GenerateContentResponseUsageMetadata) {
  const thoughts = count(counted.thoughtsTokenCount);
  const prompt = count(counted.promptTokenCount) + count(counted.toolUsePromptTokenCount);
  const completion = count(counted.candidatesTokenCount) + thoughts;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: count(counted.cachedContentTokenCount) },
    completion_tokens_details: { reasoning_tokens: thoughts },
  };
}

/** The same in our own terms. */
export function geminiUsage(counted: GenerateContentResponseUsageMetadata): Usage {
  const { prompt_tokens, completion_tokens, prompt_tokens_details } = mapGeminiUsage(counted);
  return {
    input_tokens: prompt_tokens,
    output_tokens: completion_tokens,
    cached_input_tokens: prompt_tokens_details.cached_tokens,
  };
}
