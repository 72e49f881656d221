import type { ProviderKind } from '#fallback';
import { AnthropicAdapter } from './anthropic/anthropic-adapter.js';
import { azureDialect } from './azure/azure-dialect.js';
import { GeminiAdapter } from './gemini/gemini-adapter.js';
import { OllamaAdapter } from './ollama/ollama-adapter.js';
import { OpenAIAdapter } from './openai/openai-adapter.js';
import { openRouterDialect, togetherDialect } from './openai/openai-dialect.js';
import type { Endpoint, ProviderAdapter } from './provider-adapter.js';

/** Who speaks which format. */
export const adapters: Record<ProviderKind, (endpoint: Endpoint) => ProviderAdapter> = {
  openai: (endpoint) => new OpenAIAdapter(endpoint),
  azure: (endpoint) => new OpenAIAdapter(endpoint, azureDialect),
  openrouter: (endpoint) => new OpenAIAdapter(endpoint, openRouterDialect),
  together: (endpoint) => new OpenAIAdapter(endpoint, togetherDialect),
  anthropic: (endpoint) => new AnthropicAdapter(endpoint),
  gemini: (endpoint) => new GeminiAdapter(endpoint),
  ollama: (endpoint) => new OllamaAdapter(endpoint),
};
