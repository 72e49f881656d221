import type { ErrorClass } from '#contracts';
import type { HealthPolicy } from '../health/health-policy.js';
import type { StepSettings } from '../plan.js';
import type { AlertPolicy } from './alert-policy.js';
import type { Capability } from './capabilities.js';

/** The wire formats that adapters speak. */
export type ProviderKind = 'openai' | 'azure' | 'ollama' | 'anthropic' | 'gemini' | 'openrouter' | 'together';

/** A provider that can be called: it has an address, and a key if it needs one. */
export interface ProviderConfig {
  readonly name: string;
  readonly kind: ProviderKind;
  /** The address that the provider's own SDK takes; null for the SDK's default. */
  readonly baseUrl: string | null;
  readonly apiKey: string | null;
  /** The model to use where none is named. */
  readonly model: string | null;
  /** The longest that one call may take, in ms. */
  readonly timeoutMs: number;
  /** The longest that a stream may take to its first token, in ms; null: as long as the call may. */
  readonly firstTokenTimeoutMs: number | null;
  /** The longest that a stream may be silent after its first token, in ms. */
  readonly idleTimeoutMs: number;
  /** Connections to one origin at once; null: as many as there are calls. */
  readonly maxConnections: number | null;
  /** May calls share a connection, where the server offers HTTP/2? */
  readonly http2: boolean;
  /** Further addresses that a request may name for this provider. */
  readonly allowedBaseUrls: readonly string[];
  /** The models that it has, by its own names; null where the config does not say. */
  readonly models: readonly string[] | null;
  /** One server runs all its models: when it is dead, another model there cannot help (A4). */
  readonly modelsShareServer: boolean;
  readonly limits: ProviderLimits;
}

/** What one router allows itself at a provider; null: no limit. */
export interface ProviderLimits {
  readonly requestsPerMinute: number | null;
  readonly maxInFlight: number | null;
}

export const noLimits: ProviderLimits = { requestsPerMinute: null, maxInFlight: null };

export interface ChainStep {
  readonly provider: string;
  /** The model's name at this provider. */
  readonly model: string;
  readonly tier: string | null;
  readonly baseUrl: string | null;
  readonly settings: StepSettings;
  /** null: the default, every failure that another provider may not share. */
  readonly catches: ReadonlySet<ErrorClass> | null;
  /** null: the default, which depends on the step's place. */
  readonly retries: number | null;
  readonly retryDelayMs: number;
}

/** What the config says that a model cannot do; of all else it is taken to be capable. */
export interface ModelAbilities {
  /** The most tokens that prompt and answer may have together; null: not known. */
  readonly contextWindow: number | null;
  readonly lacks: ReadonlySet<Capability>;
}

/** A model under the name that requests use. */
export interface ModelConfig {
  readonly name: string;
  /** Its name at each provider that has it, in order of preference. */
  readonly at: ReadonlyMap<string, string>;
  /** Null where the config says nothing of them. */
  readonly abilities: ModelAbilities | null;
}

/**
 * `configured`: as written. `adaptive`: steps that fail less than those before them are moved up. `cheapest`: by what
 * one call would cost.
 */
export type ChainOrder = 'configured' | 'adaptive' | 'cheapest';

export interface Chain {
  readonly name: string;
  readonly order: ChainOrder;
  readonly steps: readonly ChainStep[];
}

/** A chain or a tier that requests are sent through without naming it. */
export interface Target {
  readonly kind: 'chain' | 'tier';
  readonly name: string;
}

/** What requests get that belong to a session; the first pattern that fits counts. */
export interface SessionRule {
  /** As the config says it, `*` standing for any text. */
  readonly pattern: string;
  readonly target: Target | null;
  readonly budgetUsd: number | null;
}

/** Settings under a name. What a request says itself wins over them, and what a step says over both. */
export interface Preset {
  readonly name: string;
  readonly temperature: number | null;
  readonly maxTokens: number | null;
  readonly timeoutMs: number | null;
  /** A Chat Completions `response_format`. */
  readonly responseFormat: Readonly<Record<string, unknown>> | null;
  /** With `{placeholders}`; put before the messages of the request. */
  readonly systemPrompt: string | null;
  /** What placeholders stand for where a request does not say. */
  readonly params: Readonly<Record<string, string>>;
}

/** US dollars for a million tokens. */
export interface Price {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
  readonly cachedInputPerMillion: number | null;
}

/** Everything that decides where a request goes, as data. */
export interface RoutingConfig {
  /** In order of priority. */
  readonly providers: ReadonlyMap<string, ProviderConfig>;
  /** Providers that are known but cannot be called, and why: steps of theirs are passed over. */
  readonly unusable: ReadonlyMap<string, string>;
  /** Of these, the ones that lack nothing but a key: an organization that has its own can use them. */
  readonly keyless: ReadonlyMap<string, ProviderConfig>;
  /** By name and by alias. */
  readonly models: ReadonlyMap<string, ModelConfig>;
  /** Of models, by `provider/model` as the config has them there. */
  readonly abilitiesAt: ReadonlyMap<string, ModelAbilities>;
  readonly chains: ReadonlyMap<string, Chain>;
  /** Each with the tiers that it falls back to behind it. */
  readonly tiers: ReadonlyMap<string, Chain>;
  readonly tasks: ReadonlyMap<string, Target>;
  readonly sessions: readonly SessionRule[];
  readonly presets: ReadonlyMap<string, Preset>;
  /** By `provider/model`; they win over the price list that we ship. */
  readonly prices: ReadonlyMap<string, Price>;
  readonly defaultChain: Chain;
  readonly alerts: AlertPolicy;
  readonly health: HealthPolicy;
  /** How long a provider that works is remembered as the preferred one, in ms (B2). */
  readonly preferredTtlMs: number;
  /** The most attempts of one request at once, for requests that ask for parallel ones. */
  readonly hedgeParallel: number;
  /** What of the config file cannot be used, though nothing is wrong with it; one sentence each, for the log. */
  readonly notices: readonly string[];
}

/** A config that cannot be used, with all its problems at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((text) => `  - ${text}`).join('\n')}`,
    );
  }
}

export const defaultRetryDelayMs = 500;

export const chainStep = (provider: string, model: string): ChainStep => ({
  provider,
  model,
  tier: null,
  baseUrl: null,
  settings: {},
  catches: null,
  retries: null,
  retryDelayMs: defaultRetryDelayMs,
});

/** What an entry of a chain, or of a request's own fallback, sets for its step. */
export const stepSettings = (entry: {
  readonly max_tokens?: number | undefined;
  readonly temperature?: number | undefined;
}): StepSettings => ({
  ...(entry.max_tokens === undefined ? {} : { maxTokens: entry.max_tokens }),
  ...(entry.temperature === undefined ? {} : { temperature: entry.temperature }),
});

/** A provider that can be called, if need be with an organization's own key. */
export const providerOf = (
  name: string,
  { providers, keyless }: Pick<RoutingConfig, 'providers' | 'keyless'>,
): ProviderConfig | undefined => providers.get(name) ?? keyless.get(name);
