import type { Prices } from '../prices.js';
import type { Candidate } from './candidate.js';
import type { TokenEstimate } from './estimate-tokens.js';

/** Guesses what one call will cost, in US dollars: the prompt, and the longest answer that is asked for. */
export const estimateCost = ({ step }: Candidate, tokens: TokenEstimate, prices: Prices): number | null =>
  prices.costUsd(step, {
    input_tokens: tokens.input,
    output_tokens: step.settings.maxTokens ?? tokens.output,
    cached_input_tokens: 0,
  });
