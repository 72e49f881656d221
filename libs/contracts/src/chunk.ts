import { z } from 'zod';

const chunkFields = {
  custom_id: z.string(),
  org: z.string(),
  attempt_id: z.string(),
  /** Rises by one from 0 over the whole request, whichever attempt a record belongs to. */
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

/** One record of `llm.chunks`. `superseded` says: drop all text of this `attempt_id`. */
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
