import { ProviderHealth } from '#contracts';
import { z } from 'zod';

/** What `GET /v1/status` says (B8). */
export const FleetStatus = z.looseObject({
  primary: z.string().nullable(),
  fallback: z.string().nullable(),
  preferred: z.string().nullable(),
  forced: z.object({ provider: z.string(), until: z.string() }).nullable(),
  providers: z.array(
    z.looseObject({
      provider: z.string(),
      healthy: z.boolean(),
      configured: z.boolean(),
      available: z.boolean(),
      reason: z.string().optional(),
      models: z.array(ProviderHealth),
    }),
  ),
});
export type FleetStatus = z.infer<typeof FleetStatus>;
