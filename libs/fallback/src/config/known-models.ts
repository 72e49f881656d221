import { checkModel } from './check-model.js';
import type { CompiledProviders } from './compile-providers.js';
import type { ConfigFile } from './config-file.js';
import type { ConfigProblem } from './config-problem.js';
import type { ModelConfig } from './routing-config.js';

/** Names that providers themselves use for the same model; the config adds its own. */
const wellKnownAliases: Readonly<Record<string, string>> = {
  'gemini-1.5-pro-latest': 'gemini-1.5-pro',
  'gemini-1.5-flash-latest': 'gemini-1.5-flash',
};

/** Every model that is known by name, under each of its names; and what is wrong with those of the file. */
export function knownModels(
  fromFile: ConfigFile['models'],
  known: CompiledProviders,
): { readonly models: ReadonlyMap<string, ModelConfig>; readonly problems: readonly ConfigProblem[] } {
  const models = new Map<string, ModelConfig>();
  const problems: ConfigProblem[] = [];
  for (const [name, { aliases, at }] of Object.entries(fromFile)) {
    const model: ModelConfig = { name, at: new Map(Object.entries(at)) };
    for (const [index, called] of [name, ...aliases].entries()) {
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
    }
  }
  for (const [alias, name] of Object.entries(wellKnownAliases)) {
    if (!models.has(alias)) models.set(alias, models.get(name) ?? { name, at: new Map() });
  }
  return { models, problems };
}
