import type { FailureCode } from '#contracts';
import { countsAgainstHealth } from '../failure.js';
import type { EvidenceKind, RequestEnd } from './request-end.js';

export interface ModelSummary {
  readonly calls: number;
  readonly failed: number;
  readonly cost_usd: number;
}

/** Requests and what became of them, in figures, as `--json` prints them. */
export interface Summary {
  readonly requests: number;
  readonly answered: number;
  readonly unknown: number;
  readonly failed: Readonly<Partial<Record<FailureCode, number>>>;
  /** Of the answers, those that another step than the first choice gave. */
  readonly fallbacks: number;
  readonly calls: number;
  /** Calls that failed for a fault of their provider: each has cost its request time. */
  readonly wasted: number;
  readonly cost_usd: number;
  /** Of the answers; null where there is none. */
  readonly latency_ms: { readonly p50: number; readonly p95: number; readonly p99: number } | null;
  /** By `provider/model`. */
  readonly models: Readonly<Record<string, ModelSummary>>;
  /** How many calls rest on which evidence. */
  readonly evidence: Readonly<Partial<Record<EvidenceKind, number>>>;
  /** By `provider/model`: how many requests ended as unknown there. */
  readonly unseen: Readonly<Record<string, number>>;
}

export function summarize(ends: readonly RequestEnd[]): Summary {
  const answered = ends.filter(({ end }) => end === 'answered');
  const calls = ends.flatMap((end) => end.calls);
  const byModel = Map.groupBy(calls, ({ to }) => to);
  return {
    requests: ends.length,
    answered: answered.length,
    unknown: ends.filter(({ end }) => end === 'unknown').length,
    failed: countOf(ends.flatMap(({ end }) => (end === 'answered' || end === 'unknown' ? [] : [end]))),
    fallbacks: answered.filter(({ isFallback }) => isFallback).length,
    calls: calls.length,
    wasted: calls.filter(({ failed }) => failed !== null && countsAgainstHealth(failed)).length,
    cost_usd: costOf(calls),
    latency_ms: latencyOf(answered),
    models: Object.fromEntries(
      [...byModel].map(([name, made]) => {
        const failed = made.filter((call) => call.failed !== null).length;
        return [name, { calls: made.length, failed, cost_usd: costOf(made) }];
      }),
    ),
    evidence: countOf(ends.flatMap(({ evidence }) => evidence)),
    unseen: countOf(ends.flatMap(({ unseen }) => (unseen === null ? [] : [unseen]))),
  };
}

const costOf = (calls: readonly { readonly costUsd: number }[]): number =>
  calls.reduce((sum, { costUsd }) => sum + costUsd, 0);

function countOf<Name extends string>(names: readonly Name[]): Record<Name, number> {
  const counts = {} as Record<Name, number>;
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function latencyOf(answered: readonly RequestEnd[]): Summary['latency_ms'] {
  if (answered.length === 0) return null;
  const sorted = Float64Array.from(answered, ({ durationMs }) => durationMs).sort();
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]!;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** The share of requests that ended alike in both, by the same model; null where none can be compared. */
export function agreement(one: readonly RequestEnd[], other: readonly RequestEnd[]): number | null {
  const known = new Map(one.filter(({ end }) => end !== 'unknown').map((end) => [end.key, end]));
  const compared = other.filter(({ key }) => known.has(key));
  if (compared.length === 0) return null;
  const alike = compared.filter(
    ({ key, end, by }) => known.get(key)!.end === end && known.get(key)!.by === by,
  );
  return alike.length / compared.length;
}
