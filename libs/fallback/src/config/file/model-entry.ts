import { z } from 'zod';
import { capabilities, type Capability } from '../capabilities.js';

const CapabilitiesEntry = z
  .strictObject(
    Object.fromEntries(capabilities.map((name) => [name, z.boolean().optional()])) as Record<
      Capability,
      z.ZodOptional<z.ZodBoolean>
    >,
  )
  .default({})
  .describe(
    'What it can and cannot do: a request that needs what is false here is sent to another step. What is not said it can do.',
  );

export const ModelEntry = z
  .strictObject({
    aliases: z.array(z.string().min(1)).default([]).describe('Further names for it.'),
    at: z
      .record(z.string(), z.string().min(1))
      .default({})
      .describe('What it is called at each provider that has it, in order of preference.'),
    context_window: z
      .number()
      .int()
      .positive()
      .optional()
      .describe(
        'The most tokens that prompt and answer may have together; default: as the price list has it.',
      ),
    capabilities: CapabilitiesEntry,
  })
  .describe('A model under the name that requests and chains use.');
export type ModelEntry = z.infer<typeof ModelEntry>;
