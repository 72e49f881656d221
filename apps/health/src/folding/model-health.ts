import type { ProviderHealth } from '#contracts';
import { cooldownAfter, FailureWindow, type Failure, type HealthPolicy, type WindowTotals } from '#fallback';
import type { EndedAttempt } from './ended-attempt.js';
import { causeOf, isAnnounced, nothingLeftText, rateText, reasonOf } from './health-reason.js';
import {
  afterAnnouncement,
  afterFailure,
  afterFailureReport,
  afterQuiet,
  afterReset,
  afterSuccess,
  afterTime,
  type FailureReport,
  type LimitAnnounced,
  type ModelState,
} from './model-state.js';
import { RecentLatencies } from './recent-latencies.js';

/** A health record before it is saved: saving gives it its number. */
export type HealthDraft = Omit<ProviderHealth, 'seq'>;

/** @param until the end of a cooldown, epoch ms; null without one */
export const draftExpiresAt = (until: number | null, now: number): string =>
  new Date(Math.max(until ?? 0, now) + outlivesByMs).toISOString();

/** Until when a record's counts were taken: while a model is left alone, at most its failure. */
const countedUntil = ({ until, since, expires_at: expiresAt }: ProviderHealth): number =>
  until === null ? Date.parse(expiresAt) - outlivesByMs : Date.parse(since);

/** After the end of a cooldown routers go by what they see themselves, but a dashboard still wants to know. */
const outlivesByMs = 600_000;

/**
 * The health of one model at one provider, folded from its attempts. Its states and transitions are `ModelState`'s;
 * its time is the attempts' own, so that a backlog is folded as it happened. Invariant: that time never runs back, an
 * attempt that comes late counts where it belongs, and one that ended before an operator's reset nowhere.
 */
export class ModelHealth {
  private window: FailureWindow;
  private latencies = new RecentLatencies();
  private firstTokens = new RecentLatencies();
  private lastProof = -Infinity;
  private resetAt = -Infinity;

  private constructor(
    readonly provider: string,
    readonly model: string,
    private policy: HealthPolicy,
    private current: ModelState,
    private now: number,
  ) {
    this.window = new FailureWindow(policy);
  }

  /** @param at when we first hear of it, epoch ms */
  static firstSeen(
    { provider, model }: Pick<EndedAttempt, 'provider' | 'model'>,
    at: number,
    policy: HealthPolicy,
  ): ModelHealth {
    return new ModelHealth(provider, model, policy, { state: 'healthy', since: at }, at);
  }

  /** As it was saved. Its window goes on: a failure among a thousand good calls must not look like the only call. */
  static restored(record: ProviderHealth, policy: HealthPolicy): ModelHealth {
    const state = restoredState(record);
    const countedAt = countedUntil(record);
    const restored = new ModelHealth(record.provider, record.model, policy, state, countedAt);
    const { requests, failures, by_class: byClass } = record;
    restored.window.restore(countedAt, { requests, failures, byClass });
    restored.latencies = new RecentLatencies(record.latency_ms);
    restored.firstTokens = new RecentLatencies(record.time_to_first_token_ms);
    restored.lastProof = Date.parse(record.proven_at ?? '') || -Infinity;
    return restored;
  }

  get state(): ModelState {
    return this.current;
  }

  /** When the latest attempt started that succeeded, epoch ms. */
  get provenAt(): number {
    return this.lastProof;
  }

  /** A new window counts from zero; what cools down goes on to do so. */
  follow(policy: HealthPolicy): void {
    const sameWindow = policy.windowMs === this.policy.windowMs && policy.buckets === this.policy.buckets;
    if (!sameWindow) this.window = new FailureWindow(policy);
    this.policy = policy;
  }

  /** @param attempt one that tells of the provider */
  fold(attempt: EndedAttempt): void {
    if (attempt.endedAt < this.resetAt) return;
    this.now = Math.max(this.now, attempt.endedAt);
    if (attempt.failure === null) this.succeeded(attempt);
    else this.failed(attempt, attempt.failure);
  }

  /** An answer has said that nothing is left. */
  announced(limit: LimitAnnounced): void {
    if (limit.at < this.resetAt) return;
    this.now = Math.max(this.now, limit.at);
    this.current = afterAnnouncement(this.current, limit);
  }

  /** Lets go what was announced to end by now. */
  timePassed(now: number): void {
    const next = afterTime(this.current, now);
    if (next === this.current) return;
    this.now = Math.max(this.now, now);
    this.current = next;
  }

  /** A whole window has passed without attempts. */
  quiet(now: number): void {
    this.now = Math.max(this.now, now);
    this.current = afterQuiet(this.current, this.now);
  }

  /** True when it tells something new. */
  reportedFailed(report: FailureReport): boolean {
    const next = afterFailureReport(this.current, report);
    if (next === this.current) return false;
    this.now = Math.max(this.now, report.at);
    this.window.record(report.at, report.class);
    this.current = next;
    return true;
  }

  /** An operator says that all is well. True when that changes anything. */
  reset(at: number): boolean {
    const next = afterReset(this.current, at);
    if (next.state !== 'healthy' || at < this.current.since) return false;
    this.now = Math.max(this.now, at);
    const changes = next !== this.current || this.totals().requests > 0;
    this.resetAt = at;
    this.window.clear();
    this.current = next;
    return changes;
  }

  totals(): WindowTotals {
    return this.window.totals(this.now);
  }

  draft(): HealthDraft {
    const { provider, model, current } = this;
    const { requests, failures, failureRate, byClass } = this.totals();
    const until = 'until' in current ? current.until : null;
    const text = 'announced' in current ? nothingLeftText : rateText(failureRate);
    return {
      provider,
      model,
      state: current.state,
      since: new Date(current.since).toISOString(),
      until: until === null ? null : new Date(until).toISOString(),
      reason: reasonOf('cause' in current ? current.cause : null, text),
      failure_rate: failureRate,
      requests,
      failures,
      by_class: byClass,
      latency_ms: this.latencies.percentiles(),
      time_to_first_token_ms: this.firstTokens.percentiles(),
      proven_at: this.lastProof === -Infinity ? null : new Date(this.lastProof).toISOString(),
      expires_at: draftExpiresAt(until, this.now),
    };
  }

  private succeeded({ startedAt, endedAt, timeToFirstTokenMs }: EndedAttempt): void {
    this.latencies.record(endedAt - startedAt);
    if (timeToFirstTokenMs !== null) this.firstTokens.record(timeToFirstTokenMs);
    this.lastProof = Math.max(this.lastProof, startedAt);
    this.window.record(endedAt, null);
    const before = this.current;
    const { failureRate } = this.totals();
    this.current = afterSuccess(this.current, { startedAt, endedAt, failureRate }, this.policy);
    const wasTried = (before.state === 'limited' || before.state === 'down') && !before.announced;
    if (!wasTried || this.current === before) return;
    // The failures that led into the cooldown must not lead into the next one.
    this.window.clear();
    this.window.record(endedAt, null);
  }

  private failed({ endedAt }: EndedAttempt, failure: Failure): void {
    this.window.record(endedAt, failure.class);
    const totals = this.totals();
    const counted = {
      endedAt,
      class: failure.class,
      cooldownMs: cooldownAfter(failure, totals, this.policy),
      failureRate: totals.failureRate,
    };
    this.current = afterFailure(this.current, counted, this.policy);
  }
}

function restoredState({ state, since: sinceText, until: untilText, reason }: ProviderHealth): ModelState {
  const since = Date.parse(sinceText);
  const cause = causeOf(reason) ?? 'unknown';
  switch (state) {
    case 'healthy':
      return { state, since };
    case 'degraded':
      return { state, since, cause };
    case 'limited':
    case 'down':
      return {
        state,
        since,
        cause,
        lastFailureAt: since,
        until: untilText === null ? since : Date.parse(untilText),
        ...(isAnnounced(reason) ? { announced: true } : {}),
      };
    case 'recovering':
      return { state, since, cause, lastFailureAt: since, successes: 1 };
  }
}
