import { stepName } from '../plan.js';
import { nameAt, type Ingredients } from './compile-chains.js';
import { checkModel } from './check-model.js';
import type { ConfigFile } from './config-file.js';
import type { ConfigProblem } from './config-problem.js';
import type { Price } from './routing-config.js';

export interface CompiledPrices {
  readonly prices: ReadonlyMap<string, Price>;
  readonly problems: readonly ConfigProblem[];
}

/** The file's prices, each under the name that its model has at its provider. */
export function compilePrices(
  fromFile: ConfigFile['prices'],
  { models, known }: Ingredients,
): CompiledPrices {
  const prices = new Map<string, Price>();
  const problems: ConfigProblem[] = [];
  for (const [name, entry] of Object.entries(fromFile)) {
    const slash = name.indexOf('/');
    const provider = name.slice(0, Math.max(slash, 0));
    const model = nameAt(provider, name.slice(slash + 1), models);
    const text = slash < 1 ? 'is no provider/model' : checkModel(provider, model, known);
    if (text !== null) problems.push({ at: ['prices', name], text });
    prices.set(stepName({ provider, model }), {
      inputPerMillion: entry.input_per_million,
      outputPerMillion: entry.output_per_million,
      cachedInputPerMillion: entry.cached_input_per_million ?? null,
    });
  }
  return { prices, problems };
}
