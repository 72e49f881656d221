import { createHash } from 'node:crypto';

const mark = '~replay-';
const form = /^(.+)~replay-([1-9]\d{0,8})$/s;

/** So that with the mark and nine digits it is no longer than an id may be. */
const longestName = 256 - mark.length - 9;
const hashLength = 16;

/**
 * What the ids of a request's replays begin with. A replay is a replay of the same: its own replays are its siblings.
 * An id that leaves no room gives way to as much of it as fits, and a hash of the whole.
 */
export const replayPrefix = (customId: string): string =>
  `${shortened(form.exec(customId)?.[1] ?? customId)}${mark}`;

/** Deterministic: two who replay a request at once ask for the same new one. */
export const replayId = (customId: string, n: number): string => `${replayPrefix(customId)}${n}`;

/** Which replay it is; null where it is none, though it may begin like one. */
export const replayNumber = (customId: string): number | null => {
  const number = form.exec(customId)?.[2];
  return number === undefined ? null : Number(number);
};

/** The id that it has this one from, unless that did not fit into it; null where it is no replay. */
export const replayedName = (customId: string): string | null => form.exec(customId)?.[1] ?? null;

/** Half a surrogate pair is U+FFFD in the ledger. */
function shortened(customId: string): string {
  const name = customId.toWellFormed();
  if (name.length <= longestName) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, hashLength);
  return `${name.slice(0, longestName - hashLength - 1).toWellFormed()}~${hash}`;
}
