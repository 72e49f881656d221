import type { ProviderCall, ProviderKind } from '#fallback';
import { chatRequest } from '../routing/chat-request.js';

export interface CalledKind {
  readonly kind: ProviderKind;
  readonly model: string;
  /** Where its format's paths begin. */
  readonly path: string;
}

export const calledKinds = {
  openai: { kind: 'openai', model: 'gpt-4o-mini', path: '/v1' },
  azure: { kind: 'azure', model: 'gpt-4o-mini', path: '' },
  ollama: { kind: 'ollama', model: 'llama3.2', path: '' },
  anthropic: { kind: 'anthropic', model: 'claude-sonnet-4-5', path: '' },
  gemini: { kind: 'gemini', model: 'gemini-2.5-flash', path: '' },
} as const satisfies Record<string, CalledKind>;

/** As a router configures it that has `origin` for its address. */
export const settingsOf = ({ kind, path }: CalledKind, origin: string) => ({
  name: kind,
  kind,
  baseUrl: `${origin}${path}`,
  apiKey: 'bench-not-a-key',
});

const request = chatRequest();

export const callOf = (
  { kind, model }: CalledKind,
  onChunk: ProviderCall['onChunk'] = null,
): ProviderCall => ({
  provider: kind,
  model,
  baseUrl: null,
  credential: null,
  request,
  settings: {},
  timeoutMs: 30_000,
  onChunk,
  signal: new AbortController().signal,
});
