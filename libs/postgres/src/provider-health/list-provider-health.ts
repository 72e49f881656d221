import type { Pool } from 'pg';
import { everyModel, type ProviderHealth } from '#contracts';
import { providerHealthColumns, providerHealthOf, type ProviderHealthRow } from './provider-health-row.js';

/** The newest record of every provider and model, expired ones too. */
export const listProviderHealth = (pool: Pool): Promise<ProviderHealth[]> => list(pool, 'model <> $1');

/** What was last told of providers as a whole: none of those of which nothing ever had to be. */
export const listProviderVerdicts = (pool: Pool): Promise<ProviderHealth[]> => list(pool, 'model = $1');

async function list(pool: Pool, condition: string): Promise<ProviderHealth[]> {
  const { rows } = await pool.query<ProviderHealthRow>(
    `SELECT ${providerHealthColumns} FROM understudy.provider_health WHERE ${condition} ORDER BY provider, model`,
    [everyModel],
  );
  return rows.map(providerHealthOf);
}
