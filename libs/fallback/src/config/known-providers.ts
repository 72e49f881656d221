import type { ProviderKind } from './routing-config.js';

export interface KnownProvider {
  readonly name: string;
  /** What it cannot be called without: a hosted one its key, a server of one's own its address, a resource of one's own both. */
  readonly needs: 'key' | 'address' | 'key and address';
  readonly kind: ProviderKind;
  readonly baseUrl: string | null;
  /** Names of models that are this provider's own, for requests that name a model alone. */
  readonly family: RegExp | null;
}

/** In the order of the default chain. */
export const knownProviders: readonly KnownProvider[] = [
  { name: 'ollama', needs: 'address', kind: 'ollama', baseUrl: null, family: null },
  {
    name: 'openai',
    needs: 'key',
    kind: 'openai',
    baseUrl: null,
    family: /^(gpt-|chatgpt-|o[134](-|$)|text-embedding-)/,
  },
  { name: 'azure', needs: 'key and address', kind: 'azure', baseUrl: null, family: null },
  { name: 'anthropic', needs: 'key', kind: 'anthropic', baseUrl: null, family: /^claude/ },
  { name: 'gemini', needs: 'key', kind: 'gemini', baseUrl: null, family: /^gemini/ },
  {
    name: 'openrouter',
    needs: 'key',
    kind: 'openrouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    family: null,
  },
  {
    name: 'together',
    needs: 'key',
    kind: 'together',
    baseUrl: 'https://api.together.xyz/v1',
    family: null,
  },
];

export const knownProvider = (name: string): KnownProvider | undefined =>
  knownProviders.find((provider) => provider.name === name);
