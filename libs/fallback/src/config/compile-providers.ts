import type { ConfigFile } from './config-file.js';
import type { ConfigProblem } from './config-problem.js';
import type { ProviderEntry } from './file/provider-entry.js';
import { knownProvider, knownProviders } from './known-providers.js';
import { noneCalled } from './none-called.js';
import {
  readProviderEnvironment,
  readVariable,
  variablesOf,
  type Environment,
  type SaidByEnvironment,
} from './provider-environment.js';
import type { ProviderConfig } from './routing-config.js';

export interface CompiledProviders {
  /** In order of priority: the well-known ones, then the file's own as it has them. */
  readonly providers: ReadonlyMap<string, ProviderConfig>;
  readonly unusable: ReadonlyMap<string, string>;
  readonly keyless: ReadonlyMap<string, ProviderConfig>;
  readonly problems: readonly ConfigProblem[];
  readonly environmentProblems: readonly string[];
  readonly notices: readonly string[];
}

const defaultTimeoutMs = 60_000;
const defaultIdleTimeoutMs = 30_000;

const inMs = (seconds: number | undefined): number | null => (seconds === undefined ? null : seconds * 1000);

/** The providers of the environment and of the file; what both say of one, the environment decides. */
export function compileProviders(fromFile: ConfigFile['providers'], env: Environment): CompiledProviders {
  const providers = new Map<string, ProviderConfig>();
  const unusable = new Map<string, string>();
  const keyless = new Map<string, ProviderConfig>();
  const problems: ConfigProblem[] = [...sharedVariables(Object.keys(fromFile))];
  const environmentProblems: string[] = [];
  const notices: string[] = [];

  for (const name of new Set([...knownProviders.map((known) => known.name), ...Object.keys(fromFile)])) {
    const entry = fromFile[name];
    const said = readProviderEnvironment(name, env);
    const provider = providerConfig(name, entry, said, readVariable(env, keyVariable(name, entry)));
    const missing = whatIsMissing(name, entry, provider, env);
    if (missing !== null) unusable.set(name, missing);
    if (missing !== null && entry !== undefined) {
      notices.push(`provider '${name}' of the config cannot be used: ${missing}`);
    }
    if (provider === null) continue;
    if (missing === null) providers.set(name, provider);
    else keyless.set(name, provider);
    environmentProblems.push(...said.problems);
    problems.push(...problemsOf(provider));
  }
  return { providers, unusable, keyless, problems, environmentProblems, notices };
}

export const keyVariable = (name: string, entry: ProviderEntry | undefined): string =>
  entry?.api_key_env ?? variablesOf(name).apiKey;

/** Everything but its key; null while its kind, or an address that only its owner knows, is missing. */
function providerConfig(
  name: string,
  entry: ProviderEntry | undefined,
  said: SaidByEnvironment,
  apiKey: string | null,
): ProviderConfig | null {
  const known = knownProvider(name);
  const kind = entry?.kind ?? known?.kind ?? null;
  const baseUrl = said.baseUrl ?? entry?.base_url ?? known?.baseUrl ?? null;
  if (kind === null || (known !== undefined && known.needs !== 'key' && baseUrl === null)) return null;
  return {
    name,
    kind,
    baseUrl,
    apiKey,
    model: said.model ?? entry?.model ?? null,
    timeoutMs: said.timeoutMs ?? inMs(entry?.timeout_seconds) ?? defaultTimeoutMs,
    firstTokenTimeoutMs: inMs(entry?.first_token_timeout_seconds),
    idleTimeoutMs: inMs(entry?.stream_idle_timeout_seconds) ?? defaultIdleTimeoutMs,
    maxConnections: entry?.max_connections ?? null,
    http2: entry?.http2 ?? false,
    allowedBaseUrls: entry?.allowed_base_urls ?? [],
    models: entry?.models ?? null,
    modelsShareServer: kind === 'ollama',
    limits: {
      requestsPerMinute: entry?.limits?.requests_per_minute ?? null,
      maxInFlight: entry?.limits?.max_in_flight ?? null,
    },
  };
}

/** Why it cannot be called. A server of one's own needs no key, unless the file names one. */
function whatIsMissing(
  name: string,
  entry: ProviderEntry | undefined,
  provider: ProviderConfig | null,
  env: Environment,
): string | null {
  const needsKey = knownProvider(name)?.needs.includes('key') === true || entry?.api_key_env !== undefined;
  const variable = keyVariable(name, entry);
  if (needsKey && readVariable(env, variable) === null) return `${variable} is not set`;
  return provider === null ? `${variablesOf(name).address} is not set` : null;
}

function problemsOf({ name, kind, baseUrl, model, models }: ProviderConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (baseUrl === null && knownProvider(name)?.kind !== kind) {
    // Without one its SDK would call the address of the maker, and send a key there that is meant for another.
    const text = `has no address; give its base_url, or set ${variablesOf(name).address}`;
    problems.push({ at: ['providers', name], text });
  }
  if (model !== null && models !== null && !models.includes(model)) {
    const text = `does not list its own model: ${noneCalled('model', model, models)}`;
    problems.push({ at: ['providers', name, 'models'], text });
  }
  return problems;
}

/** Names that differ, and yet begin the same variables. */
function sharedVariables(names: readonly string[]): ConfigProblem[] {
  const owners = new Map(knownProviders.map(({ name }) => [variablesOf(name).apiKey, name]));
  return names.flatMap((name) => {
    const { apiKey } = variablesOf(name);
    const owner = owners.get(apiKey) ?? name;
    owners.set(apiKey, owner);
    const text = `reads the same variables as '${owner}', ${apiKey} and so on; give it another name`;
    return owner === name ? [] : [{ at: ['providers', name], text }];
  });
}
