import type { ProviderKind } from './routing-config.js';

/** What a request cannot be served without: a step that lacks it is passed over. */
export const capabilities = [
  'chat',
  'tools',
  'images',
  'images_by_address',
  'audio',
  'files',
  'json_object',
  'json_schema',
  'embeddings',
  'token_embeddings',
] as const;
export type Capability = (typeof capabilities)[number];

/** Parameters of a chat that are no reason to pass a step over: it answers without them, and with a warning. */
export const dispensableParameters = [
  'stream',
  'tool_choice',
  'parallel_tool_calls',
  'n',
  'logprobs',
  'seed',
  'reasoning_effort',
] as const;
export type DispensableParameter = (typeof dispensableParameters)[number];

/**
 * `in words`: the model is told of it, which binds it less. `left out`: the answer comes without it, and with a warning.
 * `no`: the adapter refuses such a request.
 */
export type Support = 'yes' | 'in words' | 'left out' | 'no';

export type FormatSupport = Readonly<Record<Capability | DispensableParameter, Support>>;

/** A body in OpenAI's format goes out as it came: what its server does not take, it says itself. */
const verbatim: FormatSupport = {
  chat: 'yes',
  tools: 'yes',
  images: 'yes',
  images_by_address: 'yes',
  audio: 'yes',
  files: 'yes',
  json_object: 'yes',
  json_schema: 'yes',
  embeddings: 'yes',
  token_embeddings: 'yes',
  stream: 'yes',
  tool_choice: 'yes',
  parallel_tool_calls: 'yes',
  n: 'yes',
  logprobs: 'yes',
  seed: 'yes',
  reasoning_effort: 'yes',
};

/** What each wire format carries, as our adapters write it; what a model makes of it is another matter. */
export const supportOf: Readonly<Record<ProviderKind, FormatSupport>> = {
  openai: verbatim,
  azure: verbatim,
  openrouter: verbatim,
  together: verbatim,
  anthropic: {
    ...verbatim,
    audio: 'no',
    files: 'no',
    json_object: 'in words',
    embeddings: 'no',
    token_embeddings: 'no',
    n: 'left out',
    logprobs: 'left out',
    seed: 'left out',
  },
  gemini: { ...verbatim, token_embeddings: 'no', parallel_tool_calls: 'left out' },
  ollama: {
    ...verbatim,
    images_by_address: 'no',
    audio: 'no',
    files: 'no',
    token_embeddings: 'no',
    tool_choice: 'left out',
    parallel_tool_calls: 'left out',
    n: 'left out',
  },
};
