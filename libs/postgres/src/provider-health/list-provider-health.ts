import type { Pool } from 'pg';
import type { ProviderHealth } from '#contracts';
import { providerHealthColumns, providerHealthOf, type ProviderHealthRow } from './provider-health-row.js';

/** The newest record of every provider and model, expired ones too. */
export async function listProviderHealth(pool: Pool): Promise<ProviderHealth[]> {
  const { rows } = await pool.query<ProviderHealthRow>(
    `SELECT ${providerHealthColumns} FROM understudy.provider_health ORDER BY provider, model`,
  );
  return rows.map(providerHealthOf);
}
