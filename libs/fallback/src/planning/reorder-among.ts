import { noted, type Candidate } from './candidate.js';

/**
 * Sorts the candidates that may move among their own places; the others keep theirs. Equal ones stay in their order.
 *
 * @param noteOf what is said of a candidate that has another place now
 */
export function reorderAmong(
  candidates: readonly Candidate[],
  mayMove: (candidate: Candidate) => boolean,
  weightOf: (candidate: Candidate) => number,
  noteOf: (candidate: Candidate) => string,
): Candidate[] {
  const sorted = candidates
    .filter(mayMove)
    .map((candidate) => ({ candidate, weight: weightOf(candidate) }))
    .sort((a, b) => a.weight - b.weight)
    .map(({ candidate }) => candidate);
  const next = sorted.values();
  return candidates.map((candidate) => {
    if (!mayMove(candidate)) return candidate;
    const moved = next.next().value!;
    return moved === candidate ? candidate : noted(moved, noteOf(moved));
  });
}
