const firstDelayMs = 50;
const longestDelayMs = 2_000;

/**
 * Doubles with each failure in a row; chance spreads those who lost the same server at once.
 *
 * @param failures in a row, 1 or more
 * @param random 0 ≤ x < 1
 */
export function retryDelayMs(failures: number, random: () => number): number {
  const delayMs = Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs);
  return delayMs * (0.5 + random() / 2);
}
