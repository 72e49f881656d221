import { InvalidArgumentError } from 'commander';
import { parseDuration } from './duration.js';

/** `2h` ago, or a time such as `2026-11-21T05:00Z` → epoch ms. */
export function parseMoment(text: string, now: number): number {
  if (!/^\d{4}-/.test(text)) return now - parseDuration(text) * 1000;
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError('give a time such as 2026-11-21T05:00Z, or 2h for two hours ago');
  return at;
}
