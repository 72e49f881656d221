import type { Usage } from '#contracts';
import type { Price } from '#fallback';

/** US dollars for a million tokens; with tiers, the whole call at the price of the highest that its prompt is above. */
export type Rate =
  | number
  | { readonly base: number; readonly tiers: readonly { readonly start: number; readonly price: number }[] };

/** What one model costs. */
export interface Tariff {
  readonly input: Rate;
  readonly cachedInput: Rate;
  readonly output: Rate;
  /** US dollars for each call, whatever its size. */
  readonly perCall: number;
}

export const free: Tariff = { input: 0, cachedInput: 0, output: 0, perCall: 0 };

export const tariffOf = ({ inputPerMillion, outputPerMillion, cachedInputPerMillion }: Price): Tariff => ({
  input: inputPerMillion,
  cachedInput: cachedInputPerMillion ?? inputPerMillion,
  output: outputPerMillion,
  perCall: 0,
});

function priceAt(rate: Rate, promptTokens: number): number {
  if (typeof rate === 'number') return rate;
  const reached = rate.tiers.filter(({ start }) => promptTokens > start);
  return reached.reduce((highest, tier) => (tier.start > highest.start ? tier : highest), {
    start: -1,
    price: rate.base,
  }).price;
}

/** In US dollars. Cached tokens are among the input tokens, as OpenAI counts them. */
export function costAt({ input, cachedInput, output, perCall }: Tariff, usage: Usage): number {
  const prompt = usage.input_tokens;
  const cached = Math.min(usage.cached_input_tokens, prompt);
  const millionths =
    (prompt - cached) * priceAt(input, prompt) +
    cached * priceAt(cachedInput, prompt) +
    usage.output_tokens * priceAt(output, prompt);
  return millionths / 1e6 + perCall;
}
