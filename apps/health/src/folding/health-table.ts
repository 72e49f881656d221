import { everyModel, type ErrorClass, type ProviderHealth } from '#contracts';
import { countsAgainstHealth, scopeOf, stepName, type WindowTotals } from '#fallback';
import type { EndedAttempt } from './ended-attempt.js';
import { causeIn, isChanged, isCounted, isRestless, type HealthEntry } from './health-entry.js';
import type { HealthRules } from './health-rules.js';
import { MinuteCounts } from './minute-counts.js';
import { ModelHealth, type HealthDraft } from './model-health.js';
import type { ModelState } from './model-state.js';
import type { OperatorReport } from './operator-report.js';

export interface Transition {
  readonly provider: string;
  readonly model: string;
  readonly from: ModelState['state'];
  readonly to: ModelState;
  readonly totals: WindowTotals;
}

/** What is to be saved, and what it was made of. */
export interface UnsavedHealth {
  readonly draft: HealthDraft;
  readonly state: ModelState;
  readonly version: number;
  readonly provenAt: number;
}

type ModelName = Pick<EndedAttempt, 'provider' | 'model'>;

/**
 * The health of every model, as this replica knows it. Compared with what was last saved, an entry is the same, counted
 * (its counts are newer: saved every 10 s) or changed (its state is, or it proves that a provider works which the fleet
 * leaves alone: saved at once); saving makes it the same again. A partition may move to another replica, whose newer
 * record (by `seq`) replaces an entry of ours that is not changed.
 */
export class HealthTable {
  readonly minutes = new MinuteCounts();
  private readonly entries = new Map<string, HealthEntry>();
  private outages: ReadonlyMap<string, number> = new Map();
  private isLeaving = false;

  constructor(
    private rules: HealthRules,
    private readonly onTransition: (transition: Transition) => void,
  ) {}

  /** Takes new rules; what is known of every model still holds. */
  follow(rules: HealthRules): void {
    this.rules = rules;
    for (const { health } of this.entries.values()) health.follow(rules.policy);
  }

  /** Would it be the first that we fold of its model, or the first since another replica told of it? */
  takesOver(attempt: EndedAttempt): boolean {
    return this.tellsOfTheProvider(attempt) && (this.entries.get(stepName(attempt))?.version ?? 0) === 0;
  }

  /** True when this changed what the fleet has to know at once, and nobody has been told so since the last `unsaved`. */
  fold(attempt: EndedAttempt, now: number): boolean {
    const { startedAt, endedAt, spentUntil } = attempt;
    const tells = this.tellsOfTheProvider(attempt);
    const isSpent = spentUntil !== null && spentUntil > now;
    if (!tells && !isSpent) return false;
    if (tells) this.minutes.record(attempt);
    const entry = this.entryOf(attempt, startedAt);
    this.observe(entry.health, () => {
      if (tells) entry.health.fold(attempt);
      if (isSpent) entry.health.announced({ at: endedAt, until: spentUntil });
    });
    return this.touch(entry, now);
  }

  /** B7: of one model, or of all that we know of the provider. True as for `fold`. */
  report(report: OperatorReport, now: number): boolean {
    const { provider, model, failed, at } = report;
    const known = [...this.entries.values()].filter(({ health }) => health.provider === provider);
    if (failed === null) {
      const meant = known.filter(({ health }) => model === null || health.model === model);
      return this.change(meant, (health) => health.reset(at), now);
    }
    const { policy, modelsOf } = this.rules;
    const until = at + (failed === 'rate_limit' ? policy.rateLimitCooldownMs : policy.cooldownMs);
    if (until <= now) return false;
    const all = new Set([...known.map(({ health }) => health.model), ...modelsOf(provider)]);
    const meant = [...(model === null ? all : [model])].map((each) =>
      this.entryOf({ provider, model: each }, at),
    );
    return this.change(meant, (health) => health.reportedFailed({ at, class: failed, until }), now);
  }

  /** B6: every failure before then is forgotten. True as for `fold`. */
  clear(at: number, now: number): boolean {
    return this.change([...this.entries.values()], (health) => health.reset(at), now);
  }

  /** Lets time pass: for announced limits that end, and for the models that nobody calls. */
  tick(now: number): void {
    for (const entry of this.entries.values()) {
      const { health, version, foldedAt } = entry;
      const isQuiet = now - foldedAt >= this.quietMs(entry);
      if (version > 0 || isQuiet) this.observe(health, () => health.timePassed(now));
      if (!isRestless(entry) || !isQuiet) continue;
      this.observe(health, () => health.quiet(now));
      entry.version += 1;
      entry.foldedAt = now;
    }
  }

  unsaved(now: number): UnsavedHealth[] {
    const entries = [...this.entries.values()];
    for (const entry of entries) entry.announced = false;
    const due = entries.filter(
      (entry) => this.isNews(entry) || isCounted(entry, this.isLeaving ? Infinity : now),
    );
    return due.map(({ health, version }) => {
      const { state, provenAt } = health;
      return { draft: health.draft(), state, version, provenAt };
    });
  }

  /** The record is in the database and on the topic. */
  markSaved(
    { draft: _draft, ...unsaved }: UnsavedHealth,
    { seq, requests, ...record }: ProviderHealth,
    now: number,
  ): void {
    const entry = this.entries.get(stepName(record));
    if (entry !== undefined) entry.saved = { ...unsaved, seq, requests, at: now };
  }

  /** Whoever takes over goes on from what is saved: from now on counts are due at once. */
  leave(): void {
    this.isLeaving = true;
  }

  /** Since when the fleet leaves providers alone as a whole, epoch ms. */
  leftAlone(since: ReadonlyMap<string, number>): void {
    this.outages = since;
  }

  /** Takes what the database holds: at the start, and what other replicas saved since. */
  adopt(records: readonly ProviderHealth[], now: number): void {
    for (const record of records) {
      const known = this.entries.get(stepName(record));
      if (known !== undefined && (this.isNews(known) || record.seq <= (known.saved?.seq ?? 0))) continue;
      const health = ModelHealth.restored(record, this.rules.policy);
      const { seq, requests } = record;
      const { state, provenAt } = health;
      const saved = { seq, requests, state, provenAt, version: 0, at: now };
      this.entries.set(stepName(record), { health, version: 0, foldedAt: now, announced: false, saved });
    }
  }

  private tellsOfTheProvider(attempt: EndedAttempt): boolean {
    const { provider, model, startedAt, endedAt, failure, credential } = attempt;
    // Nobody has a model of this name, and its record would pass for the whole provider's.
    if (model === everyModel) return false;
    if (credential !== null && isAboutTheKey(failure?.class ?? this.causeOf(attempt))) return false;
    if (failure === null) return true;
    if (!countsAgainstHealth(failure.class)) return false;
    // A request may allow less time than the config does; its impatience must not cost everybody the provider.
    const ownTimeout = failure.class === 'timeout' && failure.status === null;
    return !ownTimeout || endedAt - startedAt >= 0.9 * (this.rules.timeoutMsOf(provider) ?? 0);
  }

  /** A model that another replica folds is quiet only if that replica has not saved its counts for a while either. */
  private quietMs({ version }: HealthEntry): number {
    return this.rules.policy.windowMs * (version === 0 ? 2 : 1);
  }

  private change(
    entries: readonly HealthEntry[],
    by: (health: ModelHealth) => boolean,
    now: number,
  ): boolean {
    const changed = entries.filter(({ health }) => this.observe(health, () => by(health)));
    return changed.filter((entry) => this.touch(entry, now)).length > 0;
  }

  private observe<Result>(health: ModelHealth, change: () => Result): Result {
    const from = health.state.state;
    const result = change();
    const to = health.state;
    if (to.state === from) return result;
    const { provider, model } = health;
    this.onTransition({ provider, model, from, to, totals: health.totals() });
    return result;
  }

  /** True when nobody knows yet what has changed. */
  private touch(entry: HealthEntry, now: number): boolean {
    entry.version += 1;
    entry.foldedAt = now;
    if (entry.announced || !this.isNews(entry)) return false;
    entry.announced = true;
    return true;
  }

  private isNews(entry: HealthEntry): boolean {
    const { health, saved } = entry;
    const since = this.outages.get(health.provider) ?? Infinity;
    return isChanged(entry) || (health.provenAt > since && (saved?.provenAt ?? 0) <= since);
  }

  private entryOf(of: ModelName, at: number): HealthEntry {
    const known = this.entries.get(stepName(of));
    if (known !== undefined) return known;
    const health = ModelHealth.firstSeen(of, at, this.rules.policy);
    const fresh: HealthEntry = { health, version: 0, foldedAt: 0, announced: false, saved: null };
    this.entries.set(stepName(of), fresh);
    return fresh;
  }

  private causeOf(of: ModelName): ErrorClass | null {
    const entry = this.entries.get(stepName(of));
    return entry === undefined ? null : causeIn(entry.health.state);
  }
}

/** A key's limits are the key's too: an organization that spends its own tells nothing of ours, nor does its success. */
const isAboutTheKey = (errorClass: ErrorClass | null): boolean =>
  errorClass !== null && (errorClass === 'rate_limit' || scopeOf({ class: errorClass }) === 'credential');
