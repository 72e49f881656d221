import { classesCaughtBy } from '#contracts';
import type { ChainEntry, ConfigFile } from './config-file.js';
import type { MergedProviders } from './merge-providers.js';
import {
  chainStep,
  defaultRetryDelayMs,
  type Chain,
  type ChainStep,
  type ModelConfig,
} from './routing-config.js';

export interface CompiledChains {
  readonly chains: ReadonlyMap<string, Chain>;
  readonly tiers: ReadonlyMap<string, Chain>;
  readonly problems: readonly string[];
}

/** C3: a tier's step is tried again twice, half a second apart, unless the tier says otherwise. */
const retriesInTier = 2;

/** Turns the file's chains and tiers into lists of steps, and says what they name that is not there. */
export function compileChains(
  file: Pick<ConfigFile, 'chains' | 'tiers'>,
  models: ReadonlyMap<string, ModelConfig>,
  known: MergedProviders,
): CompiledChains {
  const problems: string[] = [];
  const compile = (place: string, entries: readonly ChainEntry[]): ChainStep[] =>
    entries.flatMap((entry) => {
      const steps = stepsOf(entry, models);
      if (steps.length === 0) {
        problems.push(
          `${place}: '${describe(entry)}' is no model of the config; write provider/model, or define it under models`,
        );
      }
      for (const { provider } of steps) {
        if (known.providers.has(provider) || known.unusable.has(provider)) continue;
        const names = [...known.providers.keys(), ...known.unusable.keys()].join(', ');
        problems.push(`${place}: no provider is called '${provider}'; known are ${names}`);
      }
      return steps;
    });

  const chains = new Map(
    Object.entries(file.chains).map(([name, { steps }]) => [
      name,
      { name, steps: compile(`chains.${name}`, steps) },
    ]),
  );
  const own = new Map(
    Object.entries(file.tiers).map(([name, tier]) => [
      name,
      compile(`tiers.${name}`, tier.steps).map((step) => ({
        ...step,
        tier: name,
        retries: step.retries ?? tier.retries ?? retriesInTier,
        retryDelayMs:
          tier.retry_delay_seconds === undefined ? defaultRetryDelayMs : tier.retry_delay_seconds * 1000,
      })),
    ]),
  );
  const tiers = new Map<string, Chain>();
  for (const [name, { fallback }] of Object.entries(file.tiers)) {
    for (const next of fallback) {
      if (!own.has(next))
        problems.push(
          `tiers.${name}: falls back to '${next}', which is no tier; known are ${[...own.keys()].join(', ')}`,
        );
      if (next === name) problems.push(`tiers.${name}: falls back to itself`);
    }
    tiers.set(name, { name, steps: [name, ...fallback].flatMap((tier) => own.get(tier) ?? []) });
  }
  return { chains, tiers, problems };
}

/** A step by its provider, or one for each provider that has the model. */
function stepsOf(entry: ChainEntry, models: ReadonlyMap<string, ModelConfig>): ChainStep[] {
  if (typeof entry === 'string') {
    const model = models.get(entry);
    if (model !== undefined && model.at.size > 0)
      return [...model.at].map(([provider, name]) => chainStep(provider, name));
    const slash = entry.indexOf('/');
    return slash > 0
      ? [chainStep(entry.slice(0, slash), nameAt(entry.slice(0, slash), entry.slice(slash + 1), models))]
      : [];
  }
  return [
    {
      ...chainStep(entry.provider, nameAt(entry.provider, entry.model, models)),
      baseUrl: entry.base_url ?? null,
      settings: {
        ...(entry.max_tokens === undefined ? {} : { maxTokens: entry.max_tokens }),
        ...(entry.temperature === undefined ? {} : { temperature: entry.temperature }),
      },
      catches: entry.catch_errors === undefined ? null : classesCaughtBy(entry.catch_errors),
      retries: entry.retries ?? null,
    },
  ];
}

/** What a provider calls a model that a person names. */
export function nameAt(provider: string, name: string, models: ReadonlyMap<string, ModelConfig>): string {
  const model = models.get(name);
  return model?.at.get(provider) ?? model?.name ?? name;
}

const describe = (entry: ChainEntry): string =>
  typeof entry === 'string' ? entry : `${entry.provider}/${entry.model}`;
