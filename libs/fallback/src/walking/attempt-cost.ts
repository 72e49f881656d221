import type { ErrorClass } from '#contracts';
import type { Step } from '../plan.js';
import type { Prices } from '../prices.js';
import type { CallResult } from '../provider-port.js';

/** A call that fails so has most likely had its prompt read, and billed; the others are refused before that. */
const afterReading: ReadonlySet<ErrorClass> = new Set<ErrorClass>([
  'timeout',
  'cancelled',
  'bad_response',
  'network',
]);

/**
 * What one call has cost, in US dollars; 0 where no price is known. What the provider counted has its price; where it
 * counted nothing and may have read the prompt, the prompt's estimate stands for it.
 */
export function attemptCostUsd(of: Step, result: CallResult, prices: Prices): number {
  const usage = result.ok ? result.completion.usage : result.failure.usage;
  if (usage !== undefined) return prices.costUsd(of, usage) ?? 0;
  const guessed = !result.ok && afterReading.has(result.failure.class);
  return guessed ? (of.estimate?.inputUsd ?? 0) : 0;
}
