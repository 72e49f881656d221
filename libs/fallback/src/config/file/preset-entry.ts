import { z } from 'zod';
import { longestTimeout } from './provider-entry.js';

export const PresetEntry = z
  .strictObject({
    temperature: z.number().min(0).max(2).optional(),
    max_tokens: z.number().int().positive().optional(),
    timeout_seconds: z.number().positive().max(longestTimeout).optional(),
    response_format: z
      .looseObject({ type: z.enum(['text', 'json_object', 'json_schema']) })
      .optional()
      .describe('As Chat Completions takes it. With `json_object` the prompt must contain the word JSON.'),
    system_prompt: z
      .string()
      .min(1)
      .optional()
      .describe("Put before the request's messages; `{name}` stands for a parameter."),
    params: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .optional()
      .describe('What the placeholders stand for where `routing.preset_params` does not say.'),
  })
  .describe(
    "Settings under a name, for `routing.preset`. The request's own win over them, and a step's over both.",
  );
export type PresetEntry = z.infer<typeof PresetEntry>;
