import type { ErrorClass } from '#contracts';
import type { HealthPolicy } from '../health-policy.js';
import type { StepSettings } from '../plan.js';

/** The wire formats that adapters speak. */
export type ProviderKind = 'openai' | 'ollama';

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
  /** Further addresses that a request may name for this provider. */
  readonly allowedBaseUrls: readonly string[];
}

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

/** A model under the name that requests use. */
export interface ModelConfig {
  readonly name: string;
  /** Its name at each provider that has it, in order of preference. */
  readonly at: ReadonlyMap<string, string>;
}

export interface Chain {
  readonly name: string;
  readonly steps: readonly ChainStep[];
}

/** Everything that decides where a request goes, as data. */
export interface RoutingConfig {
  /** In order of priority. */
  readonly providers: ReadonlyMap<string, ProviderConfig>;
  /** Providers that are known but cannot be called, and why: steps of theirs are passed over. */
  readonly unusable: ReadonlyMap<string, string>;
  /** By name and by alias. */
  readonly models: ReadonlyMap<string, ModelConfig>;
  readonly chains: ReadonlyMap<string, Chain>;
  /** Each with the tiers that it falls back to behind it. */
  readonly tiers: ReadonlyMap<string, Chain>;
  /** The tier of each task. */
  readonly tasks: ReadonlyMap<string, string>;
  readonly defaultChain: Chain;
  readonly health: HealthPolicy;
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
