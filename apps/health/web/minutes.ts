import type { Minutes, Model } from './answers.js';

/** The minutes of several models together; null when the service tells of none. */
export function sumOfMinutes(models: readonly Pick<Model, 'sparkline'>[]): Minutes | null {
  const told = models.flatMap(({ sparkline }) => sparkline ?? []);
  const [first] = told;
  if (first === undefined) return null;
  const sum = (of: keyof Minutes): number[] =>
    first[of].map((_, minute) => told.reduce((total, minutes) => total + (minutes[of][minute] ?? 0), 0));
  return { requests: sum('requests'), failures: sum('failures') };
}

export const totalOf = (minutes: readonly number[]): number => minutes.reduce((a, b) => a + b, 0);
