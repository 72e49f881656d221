import { z } from 'zod';

const chunkFields = {
  custom_id: z.string(),
  org: z.string(),
  attempt_id: z.string(),
  /** Rises by one from 0 over the whole request, whichever attempt a record belongs to. */
  seq: z.number().int().nonnegative(),
};

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
