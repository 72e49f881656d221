import { classesCaughtBy } from '#contracts';
import { checkModel, isKnown } from './check-model.js';
import type { CompiledProviders } from './compile-providers.js';
import type { ConfigFile } from './config-file.js';
import type { ConfigProblem, Place } from './config-problem.js';
import type { StepEntry } from './file/chain-entry.js';
import { knownProviders } from './known-providers.js';
import { ownAddress } from './own-address.js';
import {
  chainStep,
  providerOf,
  stepSettings,
  type Chain,
  type ChainStep,
  type ModelConfig,
} from './routing-config.js';
import { unreachableEntries } from './unreachable-entries.js';

export interface CompiledChains {
  readonly chains: ReadonlyMap<string, Chain>;
  readonly problems: readonly ConfigProblem[];
}

/** What steps are made of: the models and the providers of the config. */
export interface Ingredients {
  readonly models: ReadonlyMap<string, ModelConfig>;
  readonly known: CompiledProviders;
}

/** Turns the file's chains into lists of steps, and says what is wrong with them. */
export function compileChains(fromFile: ConfigFile['chains'], of: Ingredients): CompiledChains {
  const chains = new Map<string, Chain>();
  const problems: ConfigProblem[] = [];
  for (const [name, { steps: entries, order, single_endpoint: meant }] of Object.entries(fromFile)) {
    const { steps, problems: found } = compileSteps(['chains', name, 'steps'], entries, of);
    chains.set(name, { name, order, steps });
    problems.push(...found);
    const endpoints = new Set(steps.map(({ provider, baseUrl }) => `${provider} ${baseUrl ?? ''}`));
    if (steps.length > 1 && endpoints.size === 1 && found.length === 0 && !meant) {
      const text =
        `all its steps share one endpoint, ${steps[0]!.provider}, and fail when that does; ` +
        'add a step at another provider, or say single_endpoint: true if that is meant';
      problems.push({ at: ['chains', name], text });
    }
  }
  return { chains, problems };
}

/** The steps of a list of entries; those of entries that are not sound are left out. */
export function compileSteps(
  at: Place,
  entries: readonly StepEntry[],
  of: Ingredients,
): { readonly steps: readonly ChainStep[]; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const compiled = entries.map((entry, index) => {
    const steps = stepsOf(entry, of);
    const wrong = steps.flatMap(({ provider, model }) => checkModel(provider, model, of.known) ?? []);
    if (steps.length === 0)
      wrong.push(`no provider has a model called '${entry as string}'; ${howToNameOne}`);
    problems.push(...wrong.map((text) => ({ at: [...at, index], text })));
    return wrong.length === 0 ? steps : [];
  });
  return { steps: compiled.flat(), problems: [...problems, ...unreachableEntries(at, compiled)] };
}

const howToNameOne = 'write provider/model, or say under models what it is called at its providers';

/** The steps that an entry stands for; none where nobody is known to have its model. */
function stepsOf(entry: StepEntry, of: Ingredients): ChainStep[] {
  if (typeof entry === 'string') return stepsByName(entry, of);
  const { models, known } = of;
  const { provider } = entry;
  return [
    {
      ...chainStep(provider, nameAt(provider, entry.model, models)),
      baseUrl: ownAddress(entry.base_url, providerOf(provider, known)?.baseUrl),
      settings: stepSettings(entry),
      catches: entry.catch_errors === undefined ? null : classesCaughtBy(entry.catch_errors),
      retries: entry.retries ?? null,
    },
  ];
}

/** A model of the config at each of its providers; `provider/model`; or a model where it is known to be. */
function stepsByName(name: string, { models, known }: Ingredients): ChainStep[] {
  const model = models.get(name);
  if (model !== undefined && model.at.size > 0) {
    return [...model.at].map(([provider, itsName]) => chainStep(provider, itsName));
  }
  const slash = name.indexOf('/');
  const prefix = name.slice(0, Math.max(slash, 0));
  const called = model?.name ?? name;
  const makers = isKnown(prefix, known) ? [] : makersOf(called, known);
  if (slash < 1 || makers.length > 0) return makers.map((provider) => chainStep(provider, called));
  return [chainStep(prefix, nameAt(prefix, name.slice(slash + 1), models))];
}

/** Who has a model that is named alone: those that list it, or else the maker of its family. */
function makersOf(model: string, { providers, keyless }: CompiledProviders): string[] {
  const listing = [...providers.values(), ...keyless.values()].filter(({ models }) =>
    models?.includes(model),
  );
  if (listing.length > 0) return listing.map(({ name }) => name);
  return knownProviders.filter(({ family }) => family?.test(model)).map(({ name }) => name);
}

/** What a provider calls a model that a person names. */
export function nameAt(provider: string, name: string, models: ReadonlyMap<string, ModelConfig>): string {
  const model = models.get(name);
  return model?.at.get(provider) ?? model?.name ?? name;
}
