import type { ConfigFile } from './config-file.js';
import type { ModelConfig } from './routing-config.js';

/** Names that providers themselves use for the same model; the config adds its own. */
const wellKnownAliases: Readonly<Record<string, string>> = {
  'gemini-1.5-pro-latest': 'gemini-1.5-pro',
  'gemini-1.5-flash-latest': 'gemini-1.5-flash',
};

/** Every model that is known by name, under each of its names; and the names that two models claim. */
export function knownModels(fromFile: ConfigFile['models']): {
  readonly models: ReadonlyMap<string, ModelConfig>;
  readonly problems: readonly string[];
} {
  const models = new Map<string, ModelConfig>();
  const problems: string[] = [];
  for (const [name, { aliases, at }] of Object.entries(fromFile)) {
    const model: ModelConfig = { name, at: new Map(Object.entries(at)) };
    for (const known of [name, ...aliases]) {
      const other = models.get(known);
      if (other !== undefined) {
        problems.push(
          `models.${name}: '${known}' is a name of ${other.name} already; a name has one meaning`,
        );
      }
      models.set(known, model);
    }
  }
  for (const [alias, name] of Object.entries(wellKnownAliases)) {
    if (!models.has(alias)) models.set(alias, models.get(name) ?? { name, at: new Map() });
  }
  return { models, problems };
}
