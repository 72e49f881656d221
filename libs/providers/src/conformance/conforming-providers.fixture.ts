import type { ProviderKind } from '#fallback';

/** Whose words a provider's requests and answers are in. */
export type Format = 'openai' | 'anthropic' | 'gemini' | 'ollama';

/** A provider as the suite calls it. */
export interface ConformingProvider {
  readonly kind: ProviderKind;
  readonly format: Format;
  /** What its base URL has behind the server's own. */
  readonly path: string;
  readonly model: string;
  readonly embeddingModel: string;
}

export const conformingProviders: readonly ConformingProvider[] = [
  {
    kind: 'openai',
    format: 'openai',
    path: '/v1',
    model: 'gpt-4o',
    embeddingModel: 'text-embedding-3-small',
  },
  { kind: 'azure', format: 'openai', path: '', model: 'prod|2024-10-21', embeddingModel: 'small' },
  {
    kind: 'openrouter',
    format: 'openai',
    path: '/api/v1',
    model: 'openai/gpt-4o',
    embeddingModel: 'openai/text-embedding-3-small',
  },
  {
    kind: 'together',
    format: 'openai',
    path: '/v1',
    model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
    embeddingModel: 'BAAI/bge-base-en-v1.5',
  },
  {
    kind: 'anthropic',
    format: 'anthropic',
    path: '',
    model: 'claude-sonnet-4-6',
    embeddingModel: 'claude-sonnet-4-6',
  },
  {
    kind: 'gemini',
    format: 'gemini',
    path: '',
    model: 'gemini-2.5-flash',
    embeddingModel: 'gemini-embedding-001',
  },
  { kind: 'ollama', format: 'ollama', path: '', model: 'llama3.2', embeddingModel: 'nomic-embed-text' },
];

/** The one of a kind. */
export function conformingProvider(kind: ProviderKind): ConformingProvider {
  const found = conformingProviders.find((provider) => provider.kind === kind);
  if (found === undefined) throw new Error(`the suite does not call ${kind}`);
  return found;
}
