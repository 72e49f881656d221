import { everyModel, type ErrorClass, type ProviderHealth } from '#contracts';
import { cooldownAfter, scopeOf, stepName } from '#fallback';
import { causeOf, rateText, reasonOf } from './health-reason.js';
import type { HealthRules } from './health-rules.js';
import { draftExpiresAt, type HealthDraft } from './model-health.js';

/** What is known of one provider. */
export interface KnownOfProvider {
  readonly provider: string;
  /** The newest records of its models. */
  readonly models: readonly ProviderHealth[];
  /** What was last told of the provider as a whole; null: nothing yet. */
  readonly told: ProviderHealth | null;
}

const untilMayDifferByMs = 1_000;

/**
 * What the records of a provider's models tell of it as a whole, under the model `*`; null when the fleet knows already.
 *
 * untold, healthy, recovering
 *            ── a model fails by what all of them depend on (address, key, quota), or all of them are down → down
 * down       ── a call of any model, started since, succeeds, or what it was told for is no more → recovering | healthy
 * recovering ── no model is recovering any more → healthy
 *
 * It is made of what the database holds and nothing else: any replica may make it, at any time, and all make the same.
 */
export function providerVerdict(known: KnownOfProvider, rules: HealthRules, now: number): HealthDraft | null {
  const live = known.models.filter(({ expires_at }) => Date.parse(expires_at) > now);
  const causes = decisive(known.provider, live, rules);
  const next = causes.length === 0 ? release(known, live, now) : outage(known, live, causes, now);
  return next !== null && isNews(next, known.told) ? next : null;
}

/** The records of models that show the provider down, if any do. */
function decisive(
  provider: string,
  live: readonly ProviderHealth[],
  { policy, modelsOf }: HealthRules,
): readonly ProviderHealth[] {
  const proof = latestProof(live);
  const wide = live.filter(
    (record) => record.state === 'down' && isWide(record) && Date.parse(record.since) > proof,
  );
  if (wide.some((record) => cooldownAfter(failureBehind(record), windowOf(live, causeIn(record)), policy))) {
    return wide;
  }
  const down = live.filter(({ state }) => state === 'down');
  const names = new Set([...modelsOf(provider), ...live.map(({ model }) => model)]);
  return names.size > 1 && down.length === names.size ? down : [];
}

function outage(
  { provider, told }: KnownOfProvider,
  live: readonly ProviderHealth[],
  causes: readonly ProviderHealth[],
  now: number,
): HealthDraft {
  const latest = causes.reduce((a, b) => (rankOf(b) > rankOf(a) ? b : a));
  const until = Math.max(...causes.map((record) => Date.parse(record.until ?? record.since)));
  const text = isWide(latest)
    ? `all models of ${provider} depend on what ${stepName(latest)} met`
    : `all ${causes.length} models of ${provider} are down`;
  return {
    provider,
    model: everyModel,
    state: 'down',
    since: told?.state === 'down' ? told.since : latest.since,
    until: new Date(until).toISOString(),
    reason: reasonOf(causeIn(latest), text),
    ...figuresOf(live),
    expires_at: draftExpiresAt(until, now),
  };
}

/** The later the greater; of the same moment all replicas must choose the same. */
const rankOf = ({ since, model, reason }: ProviderHealth): string => `${since} ${model} ${reason}`;

/** A provider of which nothing was told needs no release. */
function release(
  { provider, told }: KnownOfProvider,
  live: readonly ProviderHealth[],
  now: number,
): HealthDraft | null {
  if (told === null || told.state === 'healthy') return null;
  const isRecovering = live.some(({ state }) => state === 'recovering');
  const figures = figuresOf(live);
  return {
    provider,
    model: everyModel,
    state: isRecovering ? 'recovering' : 'healthy',
    since: new Date(now).toISOString(),
    until: null,
    reason: reasonOf(isRecovering ? causeOf(told.reason) : null, rateText(figures.failure_rate)),
    ...figures,
    expires_at: draftExpiresAt(null, now),
  };
}

function isNews(next: HealthDraft, told: ProviderHealth | null): boolean {
  if (told === null || next.state !== told.state) return true;
  if (causeOf(next.reason) !== causeOf(told.reason)) return true;
  return Math.abs(timeOf(next.until) - timeOf(told.until)) > untilMayDifferByMs;
}

const timeOf = (until: string | null): number => (until === null ? 0 : Date.parse(until));

/** When the latest attempt of any model started that succeeded. */
const latestProof = (records: readonly ProviderHealth[]): number =>
  Math.max(...records.map(({ proven_at: at }) => (at ? Date.parse(at) : -Infinity)));

const causeIn = ({ reason }: ProviderHealth): ErrorClass => causeOf(reason) ?? 'unknown';

const isWide = (record: ProviderHealth): boolean => scopeOf({ class: causeIn(record) }) !== 'model';

const failureBehind = (record: ProviderHealth) => ({
  class: causeIn(record),
  type: 'APIError',
  status: null,
  code: null,
  message: '',
  retryAfterMs: null,
});

/** As if all its models had one window, in which only such failures count. */
function windowOf(records: readonly ProviderHealth[], errorClass: ErrorClass) {
  const { requests, by_class: byClass } = figuresOf(records);
  const failures = byClass[errorClass] ?? 0;
  return { requests, failures, failureRate: requests === 0 ? 0 : failures / requests, inARow: 0, byClass };
}

function figuresOf(records: readonly ProviderHealth[]) {
  const requests = sum(records.map((record) => record.requests));
  const failures = sum(records.map((record) => record.failures));
  const byClass: Record<string, number> = {};
  for (const record of records) {
    for (const [name, count] of Object.entries(record.by_class)) byClass[name] = (byClass[name] ?? 0) + count;
  }
  const proof = latestProof(records);
  return {
    failure_rate: requests === 0 ? 0 : failures / requests,
    requests,
    failures,
    by_class: byClass,
    latency_ms: { p50: null, p95: null },
    proven_at: Number.isFinite(proof) ? new Date(proof).toISOString() : null,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
