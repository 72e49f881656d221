import { stepName } from '../plan.js';
import { checkModel } from './check-model.js';
import { compileAbilities } from './compile-abilities.js';
import type { CompiledProviders } from './compile-providers.js';
import type { ConfigFile } from './config-file.js';
import type { ConfigProblem } from './config-problem.js';
import type { ModelAbilities, ModelConfig } from './routing-config.js';

/** Names that providers themselves use for the same model; the config adds its own. */
const wellKnownAliases: Readonly<Record<string, string>> = {
  'gemini-1.5-pro-latest': 'gemini-1.5-pro',
  'gemini-1.5-flash-latest': 'gemini-1.5-flash',
};

export interface KnownModels {
  /** Under each of its names. */
  readonly models: ReadonlyMap<string, ModelConfig>;
  /** By `provider/model`. */
  readonly abilitiesAt: ReadonlyMap<string, ModelAbilities>;
  readonly problems: readonly ConfigProblem[];
}

/** Every model that is known by name; and what is wrong with those of the file. */
export function knownModels(fromFile: ConfigFile['models'], known: CompiledProviders): KnownModels {
  const models = new Map<string, ModelConfig>();
  const abilitiesAt = new Map<string, ModelAbilities>();
  const problems: ConfigProblem[] = [];
  for (const [name, entry] of Object.entries(fromFile)) {
    const abilities = compileAbilities(entry);
    const model: ModelConfig = { name, at: new Map(Object.entries(entry.at)), abilities };
    for (const [index, called] of [name, ...entry.aliases].entries()) {
      const other = models.get(called);
      if (other !== undefined) {
        problems.push({
          at: index === 0 ? ['models', name] : ['models', name, 'aliases', index - 1],
          text: `'${called}' is a name of ${other.name} already; a name has one meaning`,
        });
      }
      models.set(called, model);
    }
    for (const [provider, itsName] of model.at) {
      const text = checkModel(provider, itsName, known);
      if (text !== null) problems.push({ at: ['models', name, 'at', provider], text });
      if (abilities !== null) abilitiesAt.set(stepName({ provider, model: itsName }), abilities);
    }
  }
  for (const [alias, name] of Object.entries(wellKnownAliases)) {
    if (!models.has(alias)) models.set(alias, models.get(name) ?? { name, at: new Map(), abilities: null });
  }
  return { models, abilitiesAt, problems };
}
