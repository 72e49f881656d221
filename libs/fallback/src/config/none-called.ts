/** What to say of a name that is not there: what was meant perhaps, and what is there. */
export function noneCalled(kind: string, name: string, known: Iterable<string>): string {
  const names = [...known];
  const start = `no ${kind} is called '${name}'`;
  if (names.length === 0) return `${start}; the config defines none`;
  const meant = closest(name, names);
  return `${start}; ${meant === null ? '' : `did you mean '${meant}'? `}known are ${names.join(', ')}`;
}

/** Requests name things too: what is longer is no slip of the pen, and would cost time. */
const longestName = 100;

/** The name that a slip of the pen could have made into this one; null if none is near. */
function closest(name: string, known: readonly string[]): string | null {
  if (name.length > longestName) return null;
  const [best] = known
    .map((candidate) => ({ candidate, slips: slipsBetween(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, slips }) => slips <= candidate.length / 3)
    .sort((a, b) => a.slips - b.slips);
  return best?.candidate ?? null;
}

/** Letters that were left out, put in, put for another or swapped with their neighbour (optimal string alignment). */
function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        last[j]! + 1,
        row[j - 1]! + 1,
        last[j - 1]! + (same ? 0 : 1),
        swapped ? beforeLast[j - 2]! + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
