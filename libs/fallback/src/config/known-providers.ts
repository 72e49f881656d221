import type { ProviderKind } from './routing-config.js';

export interface KnownProvider {
  readonly name: string;
  /** The prefix of its environment variables. */
  readonly prefix: string;
  /** null while no adapter speaks its format. */
  readonly kind: ProviderKind | null;
  readonly baseUrl: string | null;
  /** Names of models that are this provider's own, for requests that name a model alone. */
  readonly family: RegExp | null;
}

/** In the order of the default chain. */
export const knownProviders: readonly KnownProvider[] = [
  { name: 'ollama', prefix: 'OLLAMA', kind: 'ollama', baseUrl: null, family: null },
  {
    name: 'openai',
    prefix: 'OPENAI',
    kind: 'openai',
    baseUrl: null,
    family: /^(gpt-|chatgpt-|o[134](-|$)|text-embedding-)/,
  },
  { name: 'azure', prefix: 'AZURE', kind: null, baseUrl: null, family: null },
  { name: 'anthropic', prefix: 'ANTHROPIC', kind: null, baseUrl: null, family: /^claude/ },
  { name: 'gemini', prefix: 'GEMINI', kind: null, baseUrl: null, family: /^gemini/ },
  {
    name: 'openrouter',
    prefix: 'OPENROUTER',
    kind: 'openai',
    baseUrl: 'https://openrouter.ai/api/v1',
    family: null,
  },
  {
    name: 'together',
    prefix: 'TOGETHER',
    kind: 'openai',
    baseUrl: 'https://api.together.xyz/v1',
    family: null,
  },
];
