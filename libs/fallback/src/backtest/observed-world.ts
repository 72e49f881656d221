import type { Usage } from '#contracts';
import type { Callee } from '../health/availability.js';
import { subjectName } from '../health/health-subject.js';
import type { ObservedAttempt } from './observed-attempt.js';

/** Whether a provider worked a minute ago says whether it works now. */
const nearbyMs = 60_000;
/** Longer than a cooldown of the defaults: what fails is left alone for that, and nobody looks meanwhile. */
const aroundMs = 900_000;

/**
 * Where the word on a call is from: `same`: the request itself has met it there; `nearby`: one of all that were made there
 * within a minute; `around`: the last before or the first after; `same-day`: any of the whole time.
 */
export type SeenKind = 'same' | 'nearby' | 'around' | 'same-day';

export interface Evidence {
  readonly kind: SeenKind;
  readonly attempt: ObservedAttempt;
}

export interface Question {
  readonly request: string;
  readonly of: Callee;
  /** How often the request has called it, this time counted. */
  readonly turn: number;
  /** Epoch ms. */
  readonly at: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Whose calls tell of one another: another key has other limits, and a broken one is its owner's trouble. */
export const calleeName = (of: Callee): string => subjectName('limit', of);

/** What providers did in a time, by the calls that were made then. */
export class ObservedWorld {
  /** By callee, in the order of their starts. */
  private readonly attempts: ReadonlyMap<string, readonly ObservedAttempt[]>;
  /** By callee and request. */
  private readonly own: ReadonlyMap<string, readonly ObservedAttempt[]>;
  private readonly answers: ReadonlyMap<string, ObservedAttempt>;

  constructor(attempts: readonly ObservedAttempt[]) {
    const inOrder = attempts.toSorted((one, other) => one.startedAt - other.startedAt);
    this.attempts = Map.groupBy(inOrder, (attempt) => calleeName({ ...attempt, baseUrl: null }));
    this.own = Map.groupBy(inOrder, (attempt) => ownKey({ ...attempt, baseUrl: null }, attempt.request));
    const answers = inOrder.filter(({ failure }) => failure === null);
    this.answers = new Map(answers.map((one) => [one.request, one]));
  }

  /** How a call would have ended; null when nobody has called that in all the time. */
  evidenceFor(question: Question): Evidence | null {
    const { request, of, turn, at, random } = question;
    const own = this.own.get(ownKey(of, request))?.[turn - 1];
    // What a request that waits has met there hours later says nothing of now.
    if (own !== undefined && Math.abs(own.startedAt - at) <= nearbyMs) return { kind: 'same', attempt: own };
    const all = this.attempts.get(calleeName(of));
    if (all === undefined) return null;
    const nearby = drawn(all, indexAt(all, at - nearbyMs), indexAt(all, at + nearbyMs + 1), random);
    if (nearby !== undefined) return { kind: 'nearby', attempt: nearby };
    const around = neighbour(all, at, random);
    if (around !== undefined) return { kind: 'around', attempt: around };
    return { kind: 'same-day', attempt: drawn(all, 0, all.length, random)! };
  }

  /** What the request's answer has used, whoever gave it; null when it has none. */
  usageOf(request: string): Usage | null {
    return this.answers.get(request)?.usage ?? null;
  }
}

const ownKey = (of: Callee, request: string): string => `${calleeName(of)}\n${request}`;

const drawn = (
  all: readonly ObservedAttempt[],
  from: number,
  to: number,
  random: () => number,
): ObservedAttempt | undefined => (from < to ? all[from + Math.floor(random() * (to - from))] : undefined);

/** Of the last before and the first after the nearer is the likelier: somewhere between them what was became what is. */
function neighbour(
  all: readonly ObservedAttempt[],
  at: number,
  random: () => number,
): ObservedAttempt | undefined {
  const index = indexAt(all, at);
  const isNear = (one: ObservedAttempt | undefined): boolean =>
    one !== undefined && Math.abs(one.startedAt - at) <= aroundMs;
  const [before, after] = [all[index - 1], all[index]].map((one) => (isNear(one) ? one : undefined));
  if (before === undefined || after === undefined) return before ?? after;
  const passed = (at - before.startedAt) / (after.startedAt - before.startedAt);
  return random() < passed ? after : before;
}

/** The first attempt that started at that time or later. */
function indexAt(all: readonly ObservedAttempt[], time: number): number {
  let [from, to] = [0, all.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (all[middle]!.startedAt < time) from = middle + 1;
    else to = middle;
  }
  return from;
}
