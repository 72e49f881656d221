import { z } from 'zod';
import { CatchName } from './error-class.js';

/** A name that people give: also a part of keys in the database, which cannot hold a NUL. */
export const identifier = z
  .string()
  .min(1)
  .max(256)
  .refine((text) => !text.includes('\u0000'), 'must not contain a NUL character');

export const CustomId = identifier;

const ChatBody = z.looseObject({
  model: z.string().min(1).nullish(),
  messages: z.array(z.looseObject({ role: z.string() })).min(1),
  stream: z.boolean().nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
});
/** A verbatim OpenAI Chat Completions request; what is not listed passes through untouched. */
export type ChatBody = z.infer<typeof ChatBody>;

const EmbeddingsBody = z.looseObject({
  model: z.string().min(1).nullish(),
  input: z.union([z.string(), z.array(z.union([z.string(), z.number(), z.array(z.number())]))]),
});
/** A verbatim OpenAI Embeddings request. */
export type EmbeddingsBody = z.infer<typeof EmbeddingsBody>;

const FallbackProvider = z.object({
  provider: z.string().min(1),
  model_name: z.string().min(1),
  base_url: z.url({ protocol: /^https?$/ }).optional(),
  max_tokens: z.number().int().positive().optional(),
  temperature: z.number().optional(),
  catch_errors: z.array(CatchName).optional(),
});

export const RequestRouting = z.object({
  task: z.string().optional(),
  tier: z.string().optional(),
  chain: z.string().optional(),
  fallback: z
    .object({
      enabled: z.boolean().default(true),
      providers: z.array(FallbackProvider).default([]),
      max_retries_per_provider: z.number().int().nonnegative().max(10).optional(),
    })
    .optional(),
  force_provider: z.string().optional(),
  preset: z.string().optional(),
  /** Fills the placeholders of the preset's system prompt. */
  preset_params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  timeout_ms: z.number().int().positive().optional(),
  deadline: z.iso.datetime({ offset: true }).optional(),
  hedge_after_ms: z.number().int().nonnegative().optional(),
  budget_usd: z.number().nonnegative().optional(),
  priority: z.enum(['high', 'normal', 'low']).optional(),
  /** Further tries of each step after its first, in place of what the config says. */
  max_retries: z.number().int().nonnegative().max(10).optional(),
  /** The answer says in `routing.explain` how its plan came to be. */
  explain: z.boolean().optional(),
});
export type RequestRouting = z.infer<typeof RequestRouting>;

const Envelope = z.object({
  custom_id: CustomId,
  method: z.literal('POST').default('POST'),
  org: identifier.default('default'),
  user: z.string().optional(),
  session: z.string().optional(),
  context: z.string().optional(),
  routing: RequestRouting.default({}),
  metadata: z.record(z.string(), z.string()).default({}),
});

/** One record of `llm.requests`: a line of an OpenAI Batch input file, with our optional fields beside `body`. */
export const LlmRequest = z.discriminatedUnion('url', [
  Envelope.extend({ url: z.literal('/v1/chat/completions'), body: ChatBody }),
  Envelope.extend({ url: z.literal('/v1/embeddings'), body: EmbeddingsBody }),
]);
export type LlmRequest = z.infer<typeof LlmRequest>;
export type ChatRequest = Extract<LlmRequest, { url: '/v1/chat/completions' }>;
