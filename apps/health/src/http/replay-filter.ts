import { FailureCode } from '#contracts';
import { z } from 'zod';
import type { Ends } from '../replays/dead-letter-pages.js';
import { cursorAt, pageLimit } from './paging.js';
import { RequestFilter, time } from './request-filter.js';

/** One call is no flood: with `next` the caller goes on, at a pace of their own. */
const most = 1_000;

const bulk = {
  /** Replays of all that ever failed are nobody's wish. */
  since: time,
  limit: z.number().int().min(1).max(most).default(most),
  dry_run: z.boolean().default(false),
};

/** What `POST /v1/replays` may be asked for: of what `GET /v1/requests` lists, that which failed. */
export const ReplayFilter = RequestFilter.omit({ outcome: true }).extend({
  ...bulk,
  code: FailureCode.optional(),
});
export type ReplayFilter = z.infer<typeof ReplayFilter>;

const whole = z.number().int().nonnegative();
const ends = cursorAt(z.array(z.tuple([whole, whole])).transform((pairs): Ends => pairs));

/** What `GET /v1/dead-letters` may be asked for. */
export const DeadLetterListFilter = z.strictObject({
  limit: pageLimit(50),
  since: time.optional(),
  until: time.optional(),
  before: ends.optional(),
});
export type DeadLetterListFilter = z.infer<typeof DeadLetterListFilter>;

export const DeadLetterReplayFilter = DeadLetterListFilter.extend(bulk);
export type DeadLetterReplayFilter = z.infer<typeof DeadLetterReplayFilter>;
