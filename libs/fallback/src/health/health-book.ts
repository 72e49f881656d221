import { everyModel, type ErrorClass, type ProviderHealth } from '#contracts';
import type { Attempt, EndedAttempt, FailedAttempt } from '../walking/attempt-event.js';
import { AnnouncedLimits } from './announced-limits.js';
import type { Availability, Callee, HealthView, TrackRecord } from './availability.js';
import { CircuitBreaker } from './circuit-breaker.js';
import type { Span } from './circuit-state.js';
import { noLimits, type ProviderConfig, type RoutingConfig } from '../config/routing-config.js';
import type { Failure } from '../failure.js';
import type { HealthEvents } from './health-events.js';
import { cooldownOf, type HealthPolicy } from './health-policy.js';
import {
  blamedFor,
  concernsOneModel,
  subjectKey,
  subjectKinds,
  subjectName,
  type SubjectKind,
} from './health-subject.js';
import { includesEither, type HealthTopic } from './health-topic.js';
import { Hearsay } from './hearsay.js';
import { LearnedPace } from './learned-pace.js';
import { ProviderThrottle } from './provider-throttle.js';
import { RecentMap } from './recent-map.js';
import { worseOf, usable } from './worse-availability.js';

/** What an operator says of a provider, or of one model there (B7). */
export interface HealthReport extends HealthTopic {
  readonly outcome: 'succeeded' | 'failed';
  readonly errorClass: ErrorClass;
}

type HealthConfig = Pick<RoutingConfig, 'health' | 'providers'>;

interface Subject extends HealthTopic {
  readonly name: string;
  readonly breaker: CircuitBreaker;
  /** Of a limit only: what it lets through. */
  readonly pace: LearnedPace | null;
}

/** Models are named by requests: there may be any number of them. */
const bounds = { capacity: 10_000, idleMs: 3_600_000 };

/**
 * What this process knows of those that it calls. Each subject (an address, a key there, a model there, a key's limit of
 * it) has a breaker: a failure is put down to one of them, a success to all. What others say counts beside what was
 * seen here, and so do the limits that the config sets and those that providers announce; a call is as available as the
 * worst of all these.
 */
export class HealthBook implements HealthView {
  private readonly subjects = new RecentMap<Subject>(bounds);
  private readonly hearsay = new Hearsay();
  private readonly throttles = new Map<string, ProviderThrottle>();
  private readonly announced = new AnnouncedLimits(bounds);
  private policy: HealthPolicy;

  constructor(
    config: HealthConfig,
    private readonly events: HealthEvents = {},
  ) {
    this.policy = config.health;
    this.limit(config.providers);
  }

  availabilityOf(callee: Callee, now: number): Availability {
    let worst = this.hearsay.availabilityOf(callee, now);
    worst = worseOf(worst, this.throttles.get(callee.provider)?.availability(now) ?? usable);
    worst = worseOf(worst, this.announced.availabilityOf(callee, now));
    for (const kind of subjectKinds) {
      const subject = this.known(kind, callee, now);
      if (subject === undefined) continue;
      worst = worseOf(worst, subject.breaker.availability(now));
      if (subject.pace !== null) worst = worseOf(worst, subject.pace.availability(now));
    }
    return worst;
  }

  /** What came of the model itself, and how often its address, the key or a limit stood in the way. */
  trackRecordOf(callee: Callee, now: number): TrackRecord {
    let requests = 0;
    let failures = 0;
    for (const kind of subjectKinds) {
      const totals = this.known(kind, callee, now)?.breaker.totals(now);
      if (totals === undefined) continue;
      requests += kind === 'model' ? totals.requests : totals.failures;
      failures += totals.failures;
    }
    return { requests, failureRate: requests === 0 ? 0 : failures / requests };
  }

  attemptStarted({ of, startedAt }: Attempt): void {
    this.throttles.get(of.provider)?.started(startedAt);
    this.announced.started(of, startedAt);
    this.hearsay.started(of, startedAt);
    for (const kind of subjectKinds) {
      const subject = this.known(kind, of, startedAt);
      subject?.breaker.started(startedAt);
      subject?.pace?.started(startedAt);
    }
  }

  attemptEnded(ended: EndedAttempt): void {
    const { of, startedAt, durationMs } = ended;
    const span = { startedAt, endedAt: startedAt + durationMs };
    this.throttles.get(of.provider)?.ended(durationMs);
    this.announced.ended(ended);
    if (ended.outcome === 'succeeded') return this.succeeded(of, span);
    const blamed = isImpatient(ended) ? null : blamedFor(ended.failure.class);
    if (blamed === null) this.hearsay.released(of, span);
    else this.failed(blamed, of, ended.failure, span);
    for (const kind of subjectKinds) {
      if (kind !== blamed) this.known(kind, of, span.endedAt)?.breaker.released(startedAt);
    }
  }

  /** Takes one record of `llm.provider-health`. */
  heard(record: ProviderHealth): void {
    const kind = record.model === everyModel ? 'credential' : 'model';
    const here = this.subjects.peek(subjectKey(kind, { ...record, baseUrl: null, credential: null }));
    this.hearsay.heard(record, here?.breaker.provenAt ?? -Infinity);
  }

  /** @param at when it was said, epoch ms: from then on the cooldown counts, and one that is over changes nothing */
  reported({ provider, model, outcome, errorClass }: HealthReport, at: number, now: number): void {
    const topic = { provider, model };
    if (outcome === 'succeeded') return this.reportedWell(topic, at);
    const until = at + cooldownOf({ class: errorClass, retryAfterMs: null }, this.policy);
    if (until > now) this.hearsay.reportedFailed(topic, { failedAt: at, until, class: errorClass });
  }

  /** Forgets all that happened until then, what others said of that time too. */
  cleared(at: number): void {
    this.hearsay.forget(at);
    this.announced.forget(at);
    for (const { breaker, pace } of this.subjects.values()) {
      breaker.forget(at);
      pace?.forget();
    }
  }

  /** Takes a new config; what is known of those that it names still holds. */
  adopt(config: HealthConfig): void {
    this.policy = config.health;
    for (const { breaker } of this.subjects.values()) breaker.adopt(config.health);
    this.limit(config.providers);
  }

  private limit(providers: ReadonlyMap<string, ProviderConfig>): void {
    for (const [name, throttle] of this.throttles) {
      throttle.adopt(providers.get(name)?.limits ?? noLimits);
    }
    for (const [name, { limits }] of providers) {
      if (!this.throttles.has(name)) this.throttles.set(name, new ProviderThrottle(limits));
    }
  }

  private succeeded(callee: Callee, span: Span): void {
    this.hearsay.succeeded(callee, span);
    for (const kind of subjectKinds) {
      const { name, breaker, pace } = this.subjectOf(kind, callee, span.endedAt);
      pace?.succeeded(span.startedAt, span.endedAt);
      if (breaker.succeeded(span)) this.events.onRecovered?.(name);
    }
  }

  private failed(blamed: SubjectKind, callee: Callee, failure: Failure, span: Span): void {
    this.hearsay.failed(callee, failure.class, cooldownOf(failure, this.policy), span);
    const { name, breaker, pace } = this.subjectOf(blamed, callee, span.endedAt);
    const cooldownMs = breaker.failed(failure, span);
    if (failure.retryAfterMs !== null) pace?.refused(span.startedAt, failure.retryAfterMs, span.endedAt);
    if (cooldownMs === null) return;
    const totals = breaker.totals(span.endedAt);
    this.events.onCooldown?.({ subject: name, cooldownMs, failure, totals });
  }

  private reportedWell(topic: HealthTopic, at: number): void {
    this.hearsay.reportedWell(topic, at);
    this.announced.reportedWell(topic, at);
    for (const subject of this.subjects.values()) {
      if (!includesEither(topic, subject) || !subject.breaker.reportedWell(at)) continue;
      this.events.onRecovered?.(subject.name);
    }
  }

  private known(kind: SubjectKind, callee: Callee, now: number): Subject | undefined {
    return this.subjects.get(subjectKey(kind, callee), now);
  }

  private subjectOf(kind: SubjectKind, callee: Callee, now: number): Subject {
    const found = this.known(kind, callee, now);
    if (found !== undefined) return found;
    const fresh = {
      name: subjectName(kind, callee),
      provider: callee.provider,
      model: concernsOneModel(kind) ? callee.model : null,
      breaker: new CircuitBreaker(this.policy),
      pace: kind === 'limit' ? new LearnedPace() : null,
    };
    this.subjects.set(subjectKey(kind, callee), fresh, now);
    return fresh;
  }
}

/** A time-out that came early because the request's own limit was short says nothing about the provider. */
const isImpatient = ({ failure, timeoutMs, of }: FailedAttempt): boolean =>
  failure.class === 'timeout' && timeoutMs < of.timeoutMs;
