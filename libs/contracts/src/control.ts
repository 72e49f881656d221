import { z } from 'zod';

/** One record of `llm.control`: what an operator tells the whole fleet. */
export const Control = z.discriminatedUnion('type', [
  z.object({ type: z.literal('force_provider'), provider: z.string(), until: z.iso.datetime() }),
  z.object({ type: z.literal('clear_cache'), at: z.iso.datetime() }),
  z.object({
    type: z.literal('report'),
    provider: z.string(),
    model: z.string().optional(),
    outcome: z.enum(['succeeded', 'failed']),
    error: z.string().optional(),
    context: z.string().optional(),
  }),
  z.object({ type: z.literal('cancel'), org: z.string(), custom_id: z.string() }),
]);
export type Control = z.infer<typeof Control>;
