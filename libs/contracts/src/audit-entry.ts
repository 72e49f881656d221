import { z } from 'zod';

/** One write over HTTP that was carried out: who changed what. */
export const AuditEntry = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  /** The name of the token that was shown, or the address of whoever needed none. */
  actor: z.string(),
  remote: z.string(),
  /** As the API names it, such as `PUT /v1/organizations/:org`. */
  action: z.string(),
  /** The organization that it is about, where it is about one. */
  org: z.string().nullable(),
  /** The address that was written to. */
  target: z.string(),
  /** What was there; null where nothing was. */
  before: z.unknown(),
  /** What is there now, or what was said to the fleet. */
  after: z.unknown(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
