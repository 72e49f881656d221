import type { Pool } from 'pg';
import type { ProviderHealth } from '#contracts';
import { inTransaction } from '../transaction.js';
import { providerHealthColumns, providerHealthOf, type ProviderHealthRow } from './provider-health-row.js';

const save = `
INSERT INTO understudy.provider_health AS h (${providerHealthColumns})
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)
ON CONFLICT (provider, model) DO UPDATE SET
  state = excluded.state, since = excluded.since, until = excluded.until, reason = excluded.reason,
  failure_rate = excluded.failure_rate, requests = excluded.requests, failures = excluded.failures,
  by_class = excluded.by_class, p50 = excluded.p50, p95 = excluded.p95, first_token_p50 = excluded.first_token_p50,
  first_token_p95 = excluded.first_token_p95, proven_at = excluded.proven_at, expires_at = excluded.expires_at,
  seq = h.seq + 1, updated_at = now()
WHERE $17::bigint IS NULL OR h.seq = $17
RETURNING ${providerHealthColumns}`;

export interface HealthSaving {
  readonly health: Omit<ProviderHealth, 'seq'>;
  /** The `seq` that it was made from, 0 for none; null: whatever is there, this is newer. */
  readonly after: number | null;
  /** Tells the fleet. While it does, nobody else can save this provider and model. */
  readonly publish: (record: ProviderHealth) => Promise<void>;
}

/**
 * Gives the record the next `seq` of its provider and model, and publishes it before anybody can have the one after it:
 * so the log has them in the order of their numbers, whoever saves. Null when it was made from what holds no more. What
 * could not be published was not saved either. (A death between the publishing and the commit publishes a number twice.)
 */
export async function saveProviderHealth(
  pool: Pool,
  { health, after, publish }: HealthSaving,
): Promise<ProviderHealth | null> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<ProviderHealthRow>(save, [
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
      health.time_to_first_token_ms?.p50 ?? null,
      health.time_to_first_token_ms?.p95 ?? null,
      health.proven_at ?? null,
      health.expires_at,
      after,
    ]);
    const [row] = rows;
    if (row === undefined) return null;
    const record = providerHealthOf(row);
    await publish(record);
    return record;
  });
}
