import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { calcPrice, findProvider, type ModelPrice } from '@pydantic/genai-prices';
import { free, type Rate, type Tariff } from './tariff.js';

/** Where the list has another name for a provider than we. */
const listedNames: ReadonlyMap<string, string> = new Map([['gemini', 'google']]);

/** The list also finds providers by likeness; one that merely sounds like another has prices of its own. */
function listedProvider(provider: string): string | null {
  const name = listedNames.get(provider) ?? provider;
  return findProvider({ providerId: name })?.id === name ? name : null;
}

function tariffIn(prices: ModelPrice): Tariff | null {
  // So the list writes a model that costs nothing.
  if (Object.keys(prices).length === 0) return free;
  const input = prices['input_mtok'] as Rate | undefined;
  const thousandCalls = prices['requests_kcount'];
  // A model of sounds or pages: tokens say nothing of its price.
  if (input === undefined) return null;
  return {
    input,
    cachedInput: (prices['cache_read_mtok'] as Rate | undefined) ?? input,
    output: (prices['output_mtok'] as Rate | undefined) ?? 0,
    perCall: typeof thousandCalls === 'number' ? thousandCalls / 1_000 : 0,
  };
}

/** What the list says of one model; null where it does not. */
export interface ListedModel {
  readonly tariff: Tariff | null;
  /** In tokens, prompt and answer together. */
  readonly contextWindow: number | null;
}

/** A model at a moment (epoch ms) in the bundled list of @pydantic/genai-prices; null if it is not there. */
export function listedModel(provider: string, model: string, at: number): ListedModel | null {
  const providerId = listedProvider(provider);
  if (providerId === null) return null;
  // Azure's models may have an API version behind a bar.
  const [name = model] = model.split('|');
  const listed = calcPrice({}, name, { providerId, timestamp: new Date(at) });
  if (listed === null) return null;
  return { tariff: tariffIn(listed.model_price), contextWindow: listed.model.context_window ?? null };
}

function installedVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@pydantic/genai-prices');
  const manifest = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** Which list `listedModel` reads, to be kept with what was computed from it. */
export const priceListVersion = `@pydantic/genai-prices ${installedVersion()}`;
