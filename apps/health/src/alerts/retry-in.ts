import type { AlertPolicy } from '#fallback';

/** When to try a sink again, in ms, doubling with each try; null: never, it was the last. @param random 0 ≤ x < 1 */
export function retryInMs(
  attempts: number,
  { firstMs, longestMs, giveUpAfter }: AlertPolicy['retry'],
  random: number,
): number | null {
  if (attempts >= giveUpAfter) return null;
  return Math.min(firstMs * 2 ** (attempts - 1), longestMs) * (0.5 + random / 2);
}
