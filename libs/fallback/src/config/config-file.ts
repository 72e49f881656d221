import { z } from 'zod';
import { AlertsEntry } from './file/alerts-entry.js';
import { ChainEntry, TierEntry } from './file/chain-entry.js';
import { HealthEntry } from './file/health-entry.js';
import { ModelEntry } from './file/model-entry.js';
import { PresetEntry } from './file/preset-entry.js';
import { PriceEntry } from './file/price-entry.js';
import { ProviderEntry, ProviderName } from './file/provider-entry.js';
import { SessionEntry, TaskEntry } from './file/route-entry.js';

/** What `UNDERSTUDY_CONFIG` may hold; what it leaves out comes from the environment or is the default. */
export const ConfigFile = z
  .strictObject({
    providers: z
      .record(ProviderName, ProviderEntry)
      .default({})
      .describe('Providers, besides those that the environment configures.'),
    models: z
      .record(z.string(), ModelEntry)
      .default({})
      .describe("Models: other names for each, providers' own names for it, and what it cannot do."),
    chains: z.record(z.string(), ChainEntry).default({}).describe('Chains of steps, by name.'),
    tiers: z.record(z.string(), TierEntry).default({}).describe('Tiers of models, by name.'),
    tasks: z.record(z.string(), TaskEntry).default({}).describe('What serves each task, by its name.'),
    sessions: z.array(SessionEntry).default([]).describe('What sessions get that are named so.'),
    presets: z
      .record(z.string(), PresetEntry)
      .default({})
      .describe(
        'Settings by name; what is said of `moderation` and `name_generator` changes the built-in ones.',
      ),
    prices: z
      .record(z.string(), PriceEntry)
      .default({})
      .describe('By `provider/model`; they win over the price list that is shipped.'),
    default_chain: z
      .string()
      .optional()
      .describe('The chain for requests that ask for nothing. Default: every provider that has a model.'),
    health: HealthEntry.default({}).describe('When a provider or a model is left alone, and for how long.'),
    memory: z
      .strictObject({
        preferred_ttl_seconds: z
          .number()
          .nonnegative()
          .default(1_800)
          .describe('How long the provider that works is remembered as the preferred one.'),
      })
      .prefault({})
      .describe('What is remembered of the providers that worked.'),
    hedging: z
      .strictObject({
        max_parallel: z
          .number()
          .int()
          .positive()
          .max(10)
          .default(2)
          .describe('The most attempts of one request at once.'),
      })
      .prefault({})
      .describe('For requests that ask for parallel attempts (`routing.hedge_after_ms`).'),
    alerts: AlertsEntry.prefault({}).describe('Who is told what goes wrong, and when.'),
  })
  .describe("Understudy's config. All of it is optional.");
export type ConfigFile = z.infer<typeof ConfigFile>;
