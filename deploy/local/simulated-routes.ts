import type { SimulatedCall } from './simulated-call.js';

/** What a call is, by its path. */
export interface SimulatedRoute {
  readonly format: SimulatedCall['format'];
  readonly operation: SimulatedCall['operation'];
  /** Null where the body names it. */
  readonly model: string | null;
}

type Kind = Pick<SimulatedCall, 'format' | 'operation'>;

const chatOf = (format: Kind['format']): Kind => ({ format, operation: 'chat' });
const embeddingsOf = (format: Kind['format']): Kind => ({ format, operation: 'embeddings' });

/** Azure speaks OpenAI's format, and names the model in the path, as Gemini does. */
const routes: readonly (readonly [path: RegExp, kind: Kind])[] = [
  [/^\/v1\/chat\/completions$/, chatOf('openai')],
  [/^\/v1\/embeddings$/, embeddingsOf('openai')],
  [/^\/openai\/deployments\/(?<model>[^/]+)\/chat\/completions$/, chatOf('openai')],
  [/^\/openai\/deployments\/(?<model>[^/]+)\/embeddings$/, embeddingsOf('openai')],
  [/^\/v1\/messages$/, chatOf('anthropic')],
  [/^\/v1beta\/models\/(?<model>[^/]+):(?:g|streamG)enerateContent$/, chatOf('gemini')],
  [/^\/v1beta\/models\/(?<model>[^/]+):batchEmbedContents$/, embeddingsOf('gemini')],
  [/^\/api\/chat$/, chatOf('ollama')],
  [/^\/api\/embed$/, embeddingsOf('ollama')],
];

export function routeOf(method: string, path: string): SimulatedRoute | null {
  if (method !== 'POST') return null;
  for (const [pattern, kind] of routes) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const model = match.groups?.['model'];
    return { ...kind, model: model === undefined ? null : decodeURIComponent(model) };
  }
  return null;
}
