import type { AlertView, CostLine, Handoff, Organization, ProviderHealth, RequestSummary } from '#contracts';

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
  /** What has not come through to its sink, the newest first. */
  readonly undelivered?: readonly { readonly sink: string; readonly error: string }[];
}

export interface Handoffs {
  /** Who has waited longest is the first. */
  readonly handoffs: readonly Handoff[];
  /** Not null: there are more. */
  readonly next: string | null;
}

export interface Silence {
  readonly id: string;
  readonly matchers: readonly { readonly name: string; readonly value: string }[];
  readonly until: string;
  readonly by: string;
  readonly comment: string;
}

export interface Silences {
  readonly silences: readonly Silence[];
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
