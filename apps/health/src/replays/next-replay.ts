import type { KnownReplays, KnownRequest } from '#postgres';
import { replayNumber } from './replay-id.js';

/** What is known of one replay of a request. */
export interface KnownReplay extends Pick<KnownRequest, 'customId' | 'state'> {
  readonly n: number;
}

export type NextReplay =
  { readonly kind: 'next'; readonly n: number } | { readonly kind: 'refused'; readonly why: string };

const refused = (why: string): NextReplay => ({ kind: 'refused', why });

/** Which replay of a request comes next. Only what failed is replayed, and as long as no replay of it runs or was answered. */
export function nextReplay(known: KnownReplays): NextReplay {
  const { request } = known;
  if (request !== null && request.state !== 'failed') return refused(`it ${isNow[request.state]}`);
  const replays = replaysInOrder(known);
  for (const { customId, state } of replays)
    if (state !== 'failed') return refused(`its replay '${customId}' ${isNow[state]}`);
  return { kind: 'next', n: (replays.at(-1)?.n ?? 0) + 1 };
}

/** Each once: that a router did not take one counts only where none did. What merely begins like a replay is none. */
export function replaysInOrder({ replays }: Pick<KnownReplays, 'replays'>): KnownReplay[] {
  const byNumber = new Map<number, KnownReplay>();
  for (const { customId, state } of replays) {
    const n = replayNumber(customId);
    if (n !== null && (state !== 'failed' || !byNumber.has(n))) byNumber.set(n, { n, customId, state });
  }
  return [...byNumber.values()].sort((a, b) => a.n - b.n);
}

const isNow: Readonly<Record<Exclude<KnownRequest['state'], 'failed'>, string>> = {
  answered: 'was answered: what was answered is not replayed',
  running: 'is still running: its end comes by itself',
  waiting: 'still waits for a provider: its end comes by itself',
};
