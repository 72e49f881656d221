import { z } from 'zod';

export const HealthState = z.enum(['healthy', 'degraded', 'limited', 'down', 'recovering']);
export type HealthState = z.infer<typeof HealthState>;

/** As a record's `model`: all that the provider has, whoever is called there. */
export const everyModel = '*';

const Percentiles = z.object({ p50: z.number().nullable(), p95: z.number().nullable() });

/**
 * One record of `llm.provider-health`, keyed `provider/model`; the newest `seq` of a key holds.
 * `until` is when the provider may be tried again; after `expires_at` the record says nothing any more. With the model `*`
 * it tells of the provider as a whole. `proven_at` is when the latest attempt started that succeeded.
 */
export const ProviderHealth = z.object({
  provider: z.string(),
  model: z.string(),
  state: HealthState,
  since: z.iso.datetime(),
  until: z.iso.datetime().nullable(),
  reason: z.string(),
  failure_rate: z.number().min(0).max(1),
  requests: z.number().int().nonnegative(),
  failures: z.number().int().nonnegative(),
  by_class: z.record(z.string(), z.number().int().nonnegative()),
  latency_ms: Percentiles,
  time_to_first_token_ms: Percentiles.optional(),
  proven_at: z.iso.datetime().nullable().optional(),
  expires_at: z.iso.datetime(),
  seq: z.number().int().nonnegative(),
});
export type ProviderHealth = z.infer<typeof ProviderHealth>;
