import { z } from 'zod';

export const CostGroup = z.enum(['org', 'session', 'model']);
export type CostGroup = z.infer<typeof CostGroup>;

/** What one organization, session or model cost on one day of UTC. A request counts on each day on which it had an attempt. */
export const CostLine = z.object({
  name: z.string(),
  requests: z.number().int().nonnegative(),
  attempts: z.number().int().nonnegative(),
  cost_usd: z.number().nonnegative(),
});
export type CostLine = z.infer<typeof CostLine>;
