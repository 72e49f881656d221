import type { ChatResponse } from 'ollama/browser';
import type { Usage } from '#contracts';

type Counts = Partial<Pick<ChatResponse, 'prompt_eval_count' | 'eval_count'>>;

/** Ollama leaves out a count that is 0, as when the whole prompt was cached. */
export const mapOllamaUsage = ({ prompt_eval_count: input = 0, eval_count: output = 0 }: Counts): Usage => ({
  input_tokens: input,
  output_tokens: output,
  cached_input_tokens: 0,
});

/** As OpenAI counts them in its bodies. */
export const mapOllamaCounts = ({ prompt_eval_count: input = 0, eval_count: output = 0 }: Counts) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
});
