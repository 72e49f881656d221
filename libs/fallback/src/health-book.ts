import type { ErrorClass, ProviderHealth } from '#contracts';
import type { EndedAttempt } from './attempt-event.js';
import { countsAgainstHealth, scopeOf, type Failure } from './failure.js';
import { FailureWindow, type WindowTotals } from './failure-window.js';
import { cooldownAfter, type HealthPolicy } from './health-policy.js';
import { stepName, type Step } from './plan.js';

/** Why a step should be passed over for now, and until when (epoch ms). */
export interface Cooldown {
  readonly until: number;
  readonly class: ErrorClass;
}

/** What the composing of a plan asks about health. */
export interface HealthView {
  cooldownOf(step: Pick<Step, 'provider' | 'model'>, now: number): Cooldown | null;
}

/** Told when a provider or model starts to cool down. */
export interface CooldownStarted {
  /** `provider`, or `provider/model`. */
  readonly subject: string;
  readonly cooldownMs: number;
  readonly failure: Failure;
  readonly totals: WindowTotals;
}

interface Entry {
  readonly window: FailureWindow;
  cooldown: Cooldown | null;
}

/**
 * What this process knows of its providers. Each subject (a provider, or a model at one) is either usable or cooling
 * down until a time: a failure that is the provider's fault may start a cooldown, its end or a success ends it. What
 * the fleet says (`llm.provider-health`) counts beside what was seen here, until it expires or a success here belies it.
 */
export class HealthBook implements HealthView {
  private readonly entries = new Map<string, Entry>();
  private readonly fleet = new Map<string, ProviderHealth>();

  constructor(
    private readonly policy: HealthPolicy,
    private readonly onCooldown: (started: CooldownStarted) => void = () => undefined,
  ) {}

  cooldownOf(step: Pick<Step, 'provider' | 'model'>, now: number): Cooldown | null {
    const known = [
      this.entries.get(step.provider)?.cooldown,
      this.entries.get(stepName(step))?.cooldown,
      this.fleetCooldown(stepName(step), now),
    ];
    return known.reduce<Cooldown | null>(
      (longest, cooldown) =>
        cooldown && cooldown.until > now && cooldown.until > (longest?.until ?? 0) ? cooldown : longest,
      null,
    );
  }

  attemptEnded(ended: EndedAttempt): void {
    const now = ended.startedAt + ended.durationMs;
    if (ended.outcome === 'succeeded') this.succeeded(ended.of, now);
    else if (!impatient(ended)) this.failed(ended.of, ended.failure, now);
  }

  /** Takes one record of `llm.provider-health`. */
  heard(record: ProviderHealth): void {
    const name = stepName(record);
    const known = this.fleet.get(name);
    // A database that was begun anew counts from 1 again, with later times.
    if (known !== undefined && record.seq < known.seq && record.since <= known.since) return;
    this.fleet.set(name, record);
  }

  private succeeded(step: Step, now: number): void {
    for (const subject of [step.provider, stepName(step)]) {
      const entry = this.entryOf(subject);
      if (entry.cooldown !== null) entry.window.clear();
      entry.cooldown = null;
      entry.window.record(now, null);
    }
    this.fleet.delete(stepName(step));
  }

  private failed(step: Step, failure: Failure, now: number): void {
    if (!countsAgainstHealth(failure.class)) return;
    const subject = scopeOf(failure) === 'endpoint' ? step.provider : stepName(step);
    const entry = this.entryOf(subject);
    entry.window.record(now, failure.class);
    const totals = entry.window.totals(now);
    const cooldownMs = cooldownAfter(failure, totals, this.policy);
    if (cooldownMs === null) return;
    const isNew = entry.cooldown === null || entry.cooldown.until <= now;
    const until = Math.max(entry.cooldown?.until ?? 0, now + cooldownMs);
    entry.cooldown = { until, class: failure.class };
    if (isNew) this.onCooldown({ subject, cooldownMs, failure, totals });
  }

  private fleetCooldown(name: string, now: number): Cooldown | null {
    const record = this.fleet.get(name);
    if (record === undefined || record.until === null || Date.parse(record.expires_at) <= now) return null;
    if (record.state !== 'down' && record.state !== 'limited') return null;
    return { until: Date.parse(record.until), class: mostFrequent(record.by_class) };
  }

  private entryOf(subject: string): Entry {
    const found = this.entries.get(subject);
    if (found !== undefined) return found;
    const fresh: Entry = { window: new FailureWindow(this.policy), cooldown: null };
    this.entries.set(subject, fresh);
    return fresh;
  }
}

/** A time-out that came early because the request's own limit was short says nothing about the provider. */
const impatient = (ended: EndedAttempt): boolean =>
  ended.outcome === 'failed' && ended.failure.class === 'timeout' && ended.timeoutMs < ended.of.timeoutMs;

function mostFrequent(byClass: ProviderHealth['by_class']): ErrorClass {
  const [top] = Object.entries(byClass).sort(([, a], [, b]) => b - a);
  return (top?.[0] as ErrorClass | undefined) ?? 'unavailable';
}
