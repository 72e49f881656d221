import type { CostEstimate } from '../plan.js';
import type { Prices } from '../prices.js';
import type { Candidate } from './candidate.js';

/** Guesses what one call will cost, from the length of the prompt and the longest answer that is asked for. */
export function costEstimate(
  { step }: Candidate,
  tokens: { readonly input: number; readonly output: number },
  prices: Prices,
): CostEstimate | null {
  const cost = (output_tokens: number): number | null =>
    prices.costUsd(step, { input_tokens: tokens.input, output_tokens, cached_input_tokens: 0 });
  const inputUsd = cost(0);
  const totalUsd = cost(step.settings.maxTokens ?? tokens.output);
  return inputUsd === null || totalUsd === null ? null : { inputUsd, totalUsd };
}
