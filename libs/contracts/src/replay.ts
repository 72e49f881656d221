import { z } from 'zod';

const dryRun = z.boolean().meta({ description: 'Nothing was done: this is what would have been' });
const next = z
  .string()
  .nullable()
  .meta({ description: 'What to ask for to go on; null when there are no more' });

/** G8: a request that failed, and is on the log once more as a new request. */
export const Replay = z.object({
  org: z.string(),
  custom_id: z.string(),
  /** Its answer comes under this id, with `replay_of` in its metadata. */
  replay: z.object({ custom_id: z.string(), n: z.number().int().positive() }),
  /** In what it differs from what was asked the first time, besides its id. */
  notes: z.array(z.string()),
});
export type Replay = z.infer<typeof Replay>;

export const ReplayRefusal = z.object({ org: z.string(), custom_id: z.string(), why: z.string() });
export type ReplayRefusal = z.infer<typeof ReplayRefusal>;

export const Replays = z.object({
  dry_run: dryRun,
  replayed: z.array(Replay),
  refused: z.array(ReplayRefusal),
  next,
});
export type Replays = z.infer<typeof Replays>;

/** Where a dead letter lies on `llm.requests-dlt`; an offset is decimal text (64 bit). */
const place = { partition: z.number().int().nonnegative(), offset: z.string() };

/** One record of `llm.requests-dlt`, without what is in it. */
export const DeadLetter = z.object({
  ...place,
  at: z.iso.datetime(),
  /** The kind of rejection, as an exception's name. */
  reason: z.string().nullable(),
  problem: z.string().nullable(),
  /** Where it lay at first. */
  original: z.object({ topic: z.string(), partition: z.number().int(), offset: z.string() }).nullable(),
  org: z.string().nullable(),
  /** Null where none can be read. */
  custom_id: z.string().nullable(),
  bytes: z.number().int().nonnegative(),
  /** The dead letter that it replays, as `<partition>/<offset>`. */
  replay_of: z.string().nullable(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

export const DeadLetterReplay = Replay.extend(place);
export type DeadLetterReplay = z.infer<typeof DeadLetterReplay>;

export const DeadLetterRefusal = z.object({ ...place, why: z.string() });
export type DeadLetterRefusal = z.infer<typeof DeadLetterRefusal>;

export const DeadLetterReplays = z.object({
  dry_run: dryRun,
  replayed: z.array(DeadLetterReplay),
  refused: z.array(DeadLetterRefusal),
  next,
});
export type DeadLetterReplays = z.infer<typeof DeadLetterReplays>;
