import { z } from 'zod';

const chunkFields = {
  custom_id: z.string(),
  org: z.string(),
  attempt_id: z.string(),
  /** Rises each time that a router begins the request anew, the one before it being dead; what is of a lower one counts no more. */
  run: z.number().int().positive(),
  /** Rises by one from 0 over the whole run, whichever attempt a record belongs to. */
  seq: z.number().int().nonnegative(),
};

/** A piece of an answer, as OpenAI streams it; what is not listed passes through untouched. */
export const ChatChunk = z.looseObject({
  id: z.string(),
  object: z.literal('chat.completion.chunk'),
  created: z.number(),
  model: z.string(),
  choices: z.array(
    z.looseObject({
      index: z.number().int().nonnegative(),
      delta: z.looseObject({}),
      finish_reason: z.string().nullable(),
    }),
  ),
});
export type ChatChunk = z.infer<typeof ChatChunk>;

/**
 * One record of `llm.chunks`. `superseded` says: drop all text of this `attempt_id`, and of every lower `run`. It is the
 * first record of each run but the first.
 */
export const LlmChunk = z.discriminatedUnion('type', [
  z.object({
    ...chunkFields,
    type: z.literal('delta'),
    chunk: z.looseObject({ object: z.literal('chat.completion.chunk') }),
  }),
  z.object({ ...chunkFields, type: z.literal('superseded'), reason: z.string() }),
  z.object({ ...chunkFields, type: z.literal('done'), outcome: z.enum(['succeeded', 'failed']) }),
]);
export type LlmChunk = z.infer<typeof LlmChunk>;
