import type { CompiledProviders } from './compile-providers.js';
import { noneCalled } from './none-called.js';
import { providerOf } from './routing-config.js';

export const isKnown = (provider: string, { providers, unusable }: CompiledProviders): boolean =>
  providers.has(provider) || unusable.has(provider);

/** What is wrong with asking a provider for a model; null if nothing is. One without a key is as good as any (E4). */
export function checkModel(provider: string, model: string, known: CompiledProviders): string | null {
  if (!isKnown(provider, known)) {
    return noneCalled('provider', provider, [...known.providers.keys(), ...known.unusable.keys()]);
  }
  const { models = null } = providerOf(provider, known) ?? {};
  if (models === null || models.includes(model)) return null;
  return `provider '${provider}' has no such model: ${noneCalled('model', model, models)}`;
}
