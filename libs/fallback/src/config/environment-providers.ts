import { knownProviders, type KnownProvider } from './known-providers.js';
import type { ProviderConfig } from './routing-config.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export const defaultTimeoutMs = 60_000;

export interface EnvironmentProviders {
  readonly usable: readonly ProviderConfig[];
  readonly unusable: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/** The providers that the environment alone configures: `<P>_API_KEY`, `<P>_BASE_URL`, `<P>_MODEL_NAME`, `<P>_TIMEOUT`. */
export function environmentProviders(env: Environment): EnvironmentProviders {
  const usable: ProviderConfig[] = [];
  const unusable = new Map<string, string>();
  const problems: string[] = [];
  for (const known of knownProviders) {
    const why = whyUnusable(known, env);
    if (why !== null) {
      unusable.set(known.name, why);
      continue;
    }
    const timeout = read(env, `${known.prefix}_TIMEOUT`);
    const timeoutMs = timeout === null ? defaultTimeoutMs : Number(timeout) * 1000;
    if (!(timeoutMs > 0)) problems.push(`${known.prefix}_TIMEOUT is '${timeout}': give seconds, such as 30`);
    const baseUrl = read(env, addressVariable(known)) ?? known.baseUrl;
    if (baseUrl !== null && !isHttpAddress(baseUrl)) {
      problems.push(`${addressVariable(known)} is '${baseUrl}': give a URL, such as http://127.0.0.1:11434`);
    }
    usable.push({
      name: known.name,
      kind: known.kind!,
      baseUrl,
      apiKey: read(env, `${known.prefix}_API_KEY`),
      model: read(env, `${known.prefix}_MODEL_NAME`),
      timeoutMs,
      allowedBaseUrls: [],
    });
  }
  return { usable, unusable, problems };
}

const addressVariable = (known: KnownProvider): string =>
  known.kind === 'ollama' ? `${known.prefix}_URL` : `${known.prefix}_BASE_URL`;

const isHttpAddress = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text);

/** An empty variable counts as unset, as compose files and `.env` files write it. */
const read = (env: Environment, name: string): string | null => env[name]?.trim() || null;

function whyUnusable(known: KnownProvider, env: Environment): string | null {
  const needed = known.kind === 'ollama' ? addressVariable(known) : `${known.prefix}_API_KEY`;
  if (read(env, needed) === null) return `${needed} is not set`;
  return known.kind === null ? `this version does not speak ${known.name}'s format yet` : null;
}
