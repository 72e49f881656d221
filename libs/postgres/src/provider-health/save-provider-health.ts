import type { Pool } from 'pg';
import type { ProviderHealth } from '#contracts';
import { providerHealthColumns, providerHealthOf, type ProviderHealthRow } from './provider-health-row.js';

const save = `
INSERT INTO understudy.provider_health AS h (${providerHealthColumns})
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)
ON CONFLICT (provider, model) DO UPDATE SET
  state = excluded.state, since = excluded.since, until = excluded.until, reason = excluded.reason,
  failure_rate = excluded.failure_rate, requests = excluded.requests, failures = excluded.failures,
  by_class = excluded.by_class, p50 = excluded.p50, p95 = excluded.p95, expires_at = excluded.expires_at,
  seq = h.seq + 1, updated_at = now()
RETURNING ${providerHealthColumns}`;

/** Gives the record the next `seq` of its provider and model: of replicas that save at once, each gets another. */
export async function saveProviderHealth(
  pool: Pool,
  health: Omit<ProviderHealth, 'seq'>,
): Promise<ProviderHealth> {
  const { rows } = await pool.query<ProviderHealthRow>(save, [
    health.provider,
    health.model,
    health.state,
    health.since,
    health.until,
    health.reason,
    health.failure_rate,
    health.requests,
    health.failures,
    health.by_class,
    health.latency_ms.p50,
    health.latency_ms.p95,
    health.expires_at,
  ]);
  return providerHealthOf(rows[0] as ProviderHealthRow);
}
