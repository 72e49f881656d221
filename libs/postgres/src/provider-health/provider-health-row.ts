import type { HealthState, ProviderHealth } from '#contracts';

export const providerHealthColumns =
  'provider, model, state, since, until, reason, failure_rate, requests, failures, by_class, p50, p95, first_token_p50, first_token_p95, proven_at, expires_at, seq';

/** As pg gives those columns; 64 bit numbers come as text. */
export interface ProviderHealthRow {
  readonly provider: string;
  readonly model: string;
  readonly state: HealthState;
  readonly since: Date;
  readonly until: Date | null;
  readonly reason: string;
  readonly failure_rate: number;
  readonly requests: number;
  readonly failures: number;
  readonly by_class: Record<string, number>;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly first_token_p50: number | null;
  readonly first_token_p95: number | null;
  readonly proven_at: Date | null;
  readonly expires_at: Date;
  readonly seq: string;
}

export function providerHealthOf({
  p50,
  p95,
  first_token_p50: firstTokenP50,
  first_token_p95: firstTokenP95,
  ...row
}: ProviderHealthRow): ProviderHealth {
  return {
    ...row,
    since: row.since.toISOString(),
    until: row.until?.toISOString() ?? null,
    latency_ms: { p50, p95 },
    time_to_first_token_ms: { p50: firstTokenP50, p95: firstTokenP95 },
    proven_at: row.proven_at?.toISOString() ?? null,
    expires_at: row.expires_at.toISOString(),
    seq: Number(row.seq),
  };
}
