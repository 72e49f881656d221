import { z } from 'zod';

/** How many requests went from the first step of their chain to whoever answered; `to` is null where nobody did. */
export const TrafficFlow = z.object({
  from: z.string(),
  to: z.string().nullable(),
  requests: z.number().int().positive(),
});
export type TrafficFlow = z.infer<typeof TrafficFlow>;
