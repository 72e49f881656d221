import type { ErrorClass, Usage } from '#contracts';
import type { Step } from '../plan.js';
import type { Prices } from '../prices.js';
import type { CallResult } from '../provider-port.js';

/** What one attempt has used, also if it failed or was aborted, and what that costs. */
export interface AttemptCost {
  /** As the provider counted; what was estimated in its place is marked. */
  readonly usage: Usage;
  /** In US dollars; 0 where no price is known. */
  readonly costUsd: number;
  /** Which list the price is from; null where there is nothing to pay. */
  readonly priceVersion: string | null;
}

/** A call that fails so has most likely had its prompt read, and billed; the others are refused before that. */
const afterReading: ReadonlySet<ErrorClass> = new Set<ErrorClass>([
  'timeout',
  'cancelled',
  'bad_response',
  'network',
]);

/** What the result says was used; where it says nothing and the prompt may have been read, the prompt's estimate. */
function usageOf({ promptTokens }: Step, result: CallResult): Usage {
  const said = result.ok ? result.completion.usage : result.failure.usage;
  if (said !== undefined) return said;
  const wasRead = !result.ok && afterReading.has(result.failure.class);
  const nothing: Usage = { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 };
  return wasRead ? { ...nothing, input_tokens: promptTokens, estimated: true } : nothing;
}

export function attemptCost(of: Step, result: CallResult, prices: Prices): AttemptCost {
  const usage = usageOf(of, result);
  const costUsd = prices.costUsd(of, usage) ?? 0;
  return { usage, costUsd, priceVersion: costUsd > 0 ? prices.versionOf(of) : null };
}
