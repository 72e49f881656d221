import { ErrorClass } from '#contracts';
import type { EndedPlace } from '#postgres';
import { z } from 'zod';
import { cursorAt, filterText, pageLimit } from './paging.js';

export const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const Place = z
  .tuple([z.iso.datetime(), filterText])
  .transform(([at, id]): EndedPlace => ({ at: new Date(at), id }));

/** What `GET /v1/requests` may be asked for. */
export const RequestFilter = z.strictObject({
  limit: pageLimit(50),
  org: filterText.optional(),
  /** Who answered, or was tried last. */
  provider: filterText.optional(),
  /** Of the last attempt that failed. */
  class: ErrorClass.optional(),
  outcome: z.enum(['answered', 'failed']).optional(),
  since: time.optional(),
  until: time.optional(),
  before: cursorAt(Place).optional(),
});
export type RequestFilter = z.infer<typeof RequestFilter>;
