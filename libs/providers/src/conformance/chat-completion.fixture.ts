import { z } from 'zod';

const parsesAsObject = (text: string): boolean => {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
};

const ToolCall = z.looseObject({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.looseObject({ name: z.string().min(1), arguments: z.string().refine(parsesAsObject) }),
});

const Choice = z.looseObject({
  index: z.number().int().nonnegative(),
  message: z.looseObject({
    role: z.literal('assistant'),
    content: z.string().nullable(),
    refusal: z.string().nullish(),
    tool_calls: z
      .array(ToolCall)
      .min(1)
      .refine((calls) => new Set(calls.map(({ id }) => id)).size === calls.length, 'ids must differ')
      .optional(),
  }),
  finish_reason: z.enum(['stop', 'length', 'tool_calls', 'content_filter']),
});

const count = z.number().int().nonnegative();

/** What OpenAI's clients rely on in an answer. */
export const ChatCompletion = z.looseObject({
  id: z.string().min(1),
  object: z.literal('chat.completion'),
  created: z.number().int().positive(),
  model: z.string().min(1),
  choices: z.array(Choice).min(1),
  usage: z.looseObject({
    prompt_tokens: count,
    completion_tokens: count,
    total_tokens: count,
    prompt_tokens_details: z.looseObject({ cached_tokens: count.optional() }).optional(),
  }),
});

export const EmbeddingsList = z.looseObject({
  object: z.literal('list'),
  data: z
    .array(
      z.looseObject({ object: z.literal('embedding'), index: count, embedding: z.array(z.number()).min(1) }),
    )
    .min(1),
  model: z.string().min(1),
  usage: z.looseObject({ prompt_tokens: count, total_tokens: count }),
});
