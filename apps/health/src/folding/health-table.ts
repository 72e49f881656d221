import type { ProviderHealth } from '#contracts';
import { countsAgainstHealth, stepName, type HealthPolicy, type WindowTotals } from '#fallback';
import type { EndedAttempt } from './ended-attempt.js';
import { ModelHealth, type HealthDraft } from './model-health.js';
import type { ModelState } from './model-state.js';

export interface Transition {
  readonly provider: string;
  readonly model: string;
  readonly from: ModelState['state'];
  readonly to: ModelState;
  readonly totals: WindowTotals;
}

export interface HealthTableOptions {
  readonly policy: HealthPolicy;
  /** How long one call to the provider may take by the config, in ms; undefined where the config does not say. */
  readonly timeoutMsOf: (provider: string) => number | undefined;
  readonly onTransition: (transition: Transition) => void;
}

/** What is to be saved, and what it was made of. */
export interface UnsavedHealth {
  readonly draft: HealthDraft;
  readonly state: ModelState;
  readonly version: number;
}

interface Entry {
  health: ModelHealth;
  /** Rises whenever the counts change. */
  version: number;
  foldedAt: number;
  /** Has somebody been told that it is changed, who will see to it that it is saved? */
  announced: boolean;
  saved: Saved | null;
}

interface Saved {
  readonly seq: number;
  readonly state: ModelState;
  readonly version: number;
  readonly at: number;
  readonly requests: number;
  /** Saved by us, or by a process that may have died before it could publish it? */
  readonly surelyPublished: boolean;
}

const countsAreSavedEveryMs = 10_000;
const untilMayDifferByMs = 1_000;

/**
 * The health of every model, as this replica knows it. Compared with what was last saved, an entry is the same, counted
 * (its counts are newer: saved every 10 s) or changed (its state is: saved at once); saving makes it the same again. A
 * partition may move to another replica, whose newer record (by `seq`) replaces an entry of ours that is not changed.
 */
export class HealthTable {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly options: HealthTableOptions) {}

  /** True when this changed what the fleet has to know at once, and nobody has been told so since the last `unsaved`. */
  fold(attempt: EndedAttempt, now: number): boolean {
    if (!this.tellsOfTheProvider(attempt)) return false;
    const entry = this.entryOf(attempt);
    this.observe(entry.health, () => entry.health.fold(attempt));
    entry.version += 1;
    entry.foldedAt = now;
    if (entry.announced || !isChanged(entry)) return false;
    entry.announced = true;
    return true;
  }

  /** Lets time pass for the models that nobody calls. */
  tick(now: number): void {
    for (const entry of this.entries.values()) {
      if (!isRestless(entry) || now - entry.foldedAt < this.quietMs(entry)) continue;
      const { health } = entry;
      this.observe(health, () => health.quiet(now));
      entry.version += 1;
      entry.foldedAt = now;
    }
  }

  unsaved(now: number): UnsavedHealth[] {
    const entries = [...this.entries.values()];
    for (const entry of entries) entry.announced = false;
    const due = entries.filter((entry) => isChanged(entry) || isCounted(entry, now));
    return due.map(({ health, version }) => ({ draft: health.draft(), state: health.state, version }));
  }

  /** The record is in the database and on the topic. */
  markSaved(
    { state, version }: UnsavedHealth,
    { seq, requests, ...record }: ProviderHealth,
    now: number,
  ): void {
    const entry = this.entries.get(stepName(record));
    if (entry !== undefined) entry.saved = { seq, requests, state, version, at: now, surelyPublished: true };
  }

  /** Takes what the database holds: at the start, and what other replicas saved since. */
  adopt(records: readonly ProviderHealth[], now: number): void {
    for (const record of records) {
      const known = this.entries.get(stepName(record));
      if (known !== undefined && (isChanged(known) || record.seq <= (known.saved?.seq ?? 0))) continue;
      const health = ModelHealth.restored(record, this.options.policy);
      const { seq, requests } = record;
      const saved = { seq, requests, state: health.state, version: 0, at: now, surelyPublished: false };
      this.entries.set(stepName(record), { health, version: 0, foldedAt: now, announced: false, saved });
    }
  }

  private tellsOfTheProvider({ provider, startedAt, endedAt, failure }: EndedAttempt): boolean {
    if (failure === null) return true;
    if (!countsAgainstHealth(failure.class)) return false;
    // A request may allow less time than the config does; its impatience must not cost everybody the provider.
    const ownTimeout = failure.class === 'timeout' && failure.status === null;
    return !ownTimeout || endedAt - startedAt >= 0.9 * (this.options.timeoutMsOf(provider) ?? 0);
  }

  /** A model that another replica folds is quiet only if that replica has not saved its counts for a while either. */
  private quietMs({ version }: Entry): number {
    return this.options.policy.windowMs * (version === 0 ? 2 : 1);
  }

  private observe(health: ModelHealth, change: () => void): void {
    const from = health.state.state;
    change();
    const to = health.state;
    if (to.state === from) return;
    const { provider, model } = health;
    this.options.onTransition({ provider, model, from, to, totals: health.totals() });
  }

  private entryOf(attempt: EndedAttempt): Entry {
    const known = this.entries.get(stepName(attempt));
    if (known !== undefined) return known;
    const health = ModelHealth.firstSeen(attempt, this.options.policy);
    const fresh: Entry = { health, version: 0, foldedAt: 0, announced: false, saved: null };
    this.entries.set(stepName(attempt), fresh);
    return fresh;
  }
}

function isChanged({ health, version, saved }: Entry): boolean {
  if (saved === null) return true;
  if (version > saved.version && !saved.surelyPublished) return true;
  const [a, b] = [health.state, saved.state];
  if (a.state !== b.state || causeIn(a) !== causeIn(b)) return true;
  return Math.abs(untilIn(a) - untilIn(b)) > untilMayDifferByMs;
}

const isCounted = ({ version, saved }: Entry, now: number): boolean =>
  saved !== null && version > saved.version && now - saved.at >= countsAreSavedEveryMs;

/** Would it be another if a window passed without attempts? */
const isRestless = ({ health, saved }: Entry): boolean =>
  health.state.state === 'degraded' ||
  health.state.state === 'recovering' ||
  (health.state.state === 'healthy' && (saved?.requests ?? 0) > 0);

const causeIn = (state: ModelState): string | null => ('cause' in state ? state.cause : null);
const untilIn = (state: ModelState): number => ('until' in state ? state.until : 0);
