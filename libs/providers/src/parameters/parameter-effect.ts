/** Who asks, how the provider is to file and bill it, and how it is told: an answer is the same without. */
const bookkeeping: ReadonlySet<string> = new Set([
  'user',
  'safety_identifier',
  'metadata',
  'store',
  'prompt_cache_key',
  'prompt_cache_retention',
  'service_tier',
  'stream_options',
]);

/** What OpenAI takes an absent parameter for, as JSON. */
const defaults: ReadonlyMap<string, string> = new Map([
  ['temperature', '1'],
  ['top_p', '1'],
  ['n', '1'],
  ['presence_penalty', '0'],
  ['frequency_penalty', '0'],
  ['logit_bias', '{}'],
  ['logprobs', 'false'],
  ['top_logprobs', '0'],
  ['parallel_tool_calls', 'true'],
  ['tool_choice', '"auto"'],
  ['response_format', '{"type":"text"}'],
  ['modalities', '["text"]'],
  ['encoding_format', '"float"'],
]);

/** Is an answer that was asked for without this parameter another one? Only then is its absence worth a warning. */
export function changesAnswer(parameter: string, value: unknown): boolean {
  if (value === undefined || value === null || bookkeeping.has(parameter)) return false;
  const byDefault = defaults.get(parameter);
  return byDefault === undefined || JSON.stringify(value) !== byDefault;
}

/** The warning about a parameter that `who`, a model or a server, cannot be given. */
export const leftOut = (who: string, parameter: string): string =>
  `${who} does not take ${parameter}: left out`;
