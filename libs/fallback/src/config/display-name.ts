/** Providers as people write them. */
const displayNames: Readonly<Record<string, string>> = {
  openai: 'OpenAI',
  azure: 'Azure OpenAI',
  ollama: 'Ollama',
  anthropic: 'Anthropic',
  gemini: 'Gemini',
  openrouter: 'OpenRouter',
  together: 'Together',
};

/** `openai` → `OpenAI`; a provider that only the config knows is called as there. */
export const displayName = (provider: string): string => displayNames[provider] ?? provider;
