import { CatchName } from '#contracts';
import { z } from 'zod';
import { HttpAddress } from './http-address.js';

const Retries = z.number().int().nonnegative().max(10);

export const StepEntry = z
  .union([
    z
      .string()
      .min(1)
      .describe('`provider/model`, or a model by name: one step at each provider that has it.'),
    z.strictObject({
      provider: z.string().min(1).describe('A provider of this file or a well-known one.'),
      model: z.string().min(1).describe("The model, by its name there or by one of this file's `models`."),
      base_url: HttpAddress.optional().describe("In place of the provider's own address."),
      max_tokens: z.number().int().positive().optional().describe("Wins over the request's own."),
      temperature: z.number().min(0).max(2).optional().describe("Wins over the request's own."),
      catch_errors: z
        .array(CatchName)
        .optional()
        .describe(
          'The failures that lead to this step; default: all but bad_request, content_filter and cancelled.',
        ),
      retries: Retries.optional().describe('Further tries after the first, for failures that may pass.'),
    }),
  ])
  .describe('A model at a provider, and when it is tried.');
export type StepEntry = z.infer<typeof StepEntry>;

const Steps = z.array(StepEntry).min(1).describe('Tried in this order.');

export const ChainEntry = z
  .strictObject({
    steps: Steps,
    order: z
      .enum(['configured', 'adaptive', 'cheapest'])
      .default('configured')
      .describe(
        '`configured`: as written. `adaptive`: steps that fail less than those before them are moved up. `cheapest`: by what one call would cost. Steps with `catch_errors` keep their place.',
      ),
    single_endpoint: z
      .boolean()
      .default(false)
      .describe('It is meant that all steps share one endpoint, so that they fail together.'),
  })
  .describe('Steps under a name, for `routing.chain`.');

export const TierEntry = z
  .strictObject({
    steps: Steps,
    fallback: z
      .array(z.string())
      .optional()
      .describe(
        'Tiers whose own steps come behind these, in order. Default: none, but for the tiers orchestrator, reasoning, coding, general and fast, which know one another.',
      ),
    retries: Retries.default(2).describe('Further tries of each step, for failures that may pass.'),
    retry_delay_seconds: z.number().nonnegative().max(60).default(0.5).describe('The wait before a retry.'),
  })
  .describe('Models that are good for one kind of work, for `routing.tier`.');
