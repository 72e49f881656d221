import type { DeadLetter } from '#contracts';

/** Of a partition, from an offset up to another one, which is not among them. */
export interface Stretch {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/** By partition, up to where a page goes back: the next one ends there. */
export type Ends = readonly (readonly [partition: number, end: number])[];

/** The youngest ends of stretches, of so many records in all; `left` is null when nothing is older. */
export function youngest(
  stretches: readonly Stretch[],
  limit: number,
): { readonly taken: readonly Stretch[]; readonly left: Ends | null } {
  const taken: Stretch[] = [];
  let room = limit;
  for (const stretch of stretches) {
    const from = Math.max(stretch.from, stretch.to - room);
    room -= stretch.to - from;
    taken.push({ ...stretch, from });
  }
  return {
    taken,
    left: leftOf(
      stretches,
      taken.map(({ from }) => from),
    ),
  };
}

/**
 * The newest first, and within a partition by their offsets, whatever their clocks said.
 * @param read what lies in the youngest `limit` places of each stretch
 */
export function newestPage(
  stretches: readonly Stretch[],
  read: readonly DeadLetter[],
  limit: number,
): { readonly page: readonly DeadLetter[]; readonly left: Ends | null } {
  const rows = stretches.map(({ partition }) =>
    read
      .filter((each) => each.partition === partition)
      .toSorted((a, b) => Number(a.offset) - Number(b.offset)),
  );
  const page: DeadLetter[] = [];
  while (page.length < limit) {
    const filled = rows.filter((row) => row.length > 0);
    if (filled.length === 0) break;
    const newest = filled.reduce((a, b) => (b.at(-1)!.at > a.at(-1)!.at ? b : a));
    page.push(newest.pop()!);
  }
  const ends = stretches.map(({ from, to }, index) => {
    const last = rows[index]!.at(-1);
    return last === undefined ? Math.max(from, to - limit) : Number(last.offset) + 1;
  });
  return { page, left: leftOf(stretches, ends) };
}

const leftOf = (stretches: readonly Stretch[], ends: readonly number[]): Ends | null =>
  stretches.some(({ from }, index) => ends[index]! > from)
    ? stretches.map(({ partition }, index) => [partition, ends[index]!])
    : null;
