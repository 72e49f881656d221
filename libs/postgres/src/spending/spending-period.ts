import { createHash } from 'node:crypto';

/** What a total is of: `day:2026-11-21`, `month:2026-11` (of UTC) or `session:<id>`, of one organization. */
export interface SpendingKey {
  readonly org: string;
  readonly period: string;
}

/** @param at epoch milliseconds */
export const dayOf = (at: number): string => `day:${new Date(at).toISOString().slice(0, 10)}`;

/** @param at epoch milliseconds */
export const monthOf = (at: number): string => `month:${new Date(at).toISOString().slice(0, 7)}`;

const longestId = 256;

/** An id is the caller's, of any length; one that no key of the database can hold goes by its digest. */
export function sessionName(id: string): string {
  const fits = id.length <= longestId && !id.includes('\0');
  return fits ? id : createHash('sha256').update(id).digest('hex');
}

export const sessionOf = (id: string): string => `session:${sessionName(id)}`;

/** All that one cost counts for. */
export const periodsOf = (session: string | null, at: number): readonly string[] => [
  ...(session === null ? [] : [sessionOf(session)]),
  dayOf(at),
  monthOf(at),
];

/** One text for one row: no text in Postgres holds a NUL, and half a surrogate pair arrives there as U+FFFD. */
export const spendingKeyText = ({ org, period }: SpendingKey): string => `${org}\0${period}`.toWellFormed();

/** Books that lock the same totals in the same order wait for each other, but never in a circle. */
export const inKeyOrder = <Key extends SpendingKey>(keys: Iterable<Key>): Key[] =>
  [...keys]
    .map((key) => ({ key, text: spendingKeyText(key) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ key }) => key);
