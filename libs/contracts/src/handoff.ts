import { z } from 'zod';
import { FailureCode } from './terminal-record.js';

/** E7: a request that a person has to take over. `taken_by` and `taken_at` are null until somebody has. */
export const Handoff = z.object({
  org: z.string(),
  custom_id: z.string(),
  /** When the request failed. */
  at: z.iso.datetime(),
  customer_message: z.string(),
  code: FailureCode,
  taken_by: z.string().nullable(),
  taken_at: z.iso.datetime().nullable(),
});
export type Handoff = z.infer<typeof Handoff>;
