import type { AlertView, CostLine, Organization, ProviderHealth, RequestSummary } from '#contracts';

/** What the service answers where the contracts have no name for it, as far as the page reads it. */

/** One number a minute, the oldest first. */
export interface Minutes {
  readonly requests: readonly number[];
  readonly failures: readonly number[];
}

export interface Model extends ProviderHealth {
  /** Of the last hour. */
  readonly sparkline?: Minutes;
}

export interface Provider {
  readonly provider: string;
  readonly healthy: boolean;
  readonly configured: boolean;
  readonly available: boolean;
  /** Why it is not configured. */
  readonly reason?: string;
  /** It is, or just was, down as a whole. */
  readonly outage?: ProviderHealth | null;
  readonly models: readonly Model[];
}

export interface Status {
  readonly preferred: string | null;
  readonly forced: { readonly provider: string; readonly until: string } | null;
  readonly providers: readonly Provider[];
}

export interface Alerts {
  readonly alerts: readonly AlertView[];
}

export interface Requests {
  readonly requests: readonly RequestSummary[];
  readonly next: string | null;
}

export interface Costs {
  readonly day: string;
  readonly costs: readonly CostLine[];
  /** Not null: there are more, who spent less. */
  readonly next: string | null;
}

export interface Organizations {
  readonly organizations: readonly Organization[];
}
