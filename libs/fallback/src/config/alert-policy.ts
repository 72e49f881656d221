import type { AlertName } from '#contracts';

export type Severity = 'critical' | 'warning' | 'info';

/** When an alert is told, and for how long it stays. */
export interface AlertRule {
  /** How long what it is about has to last before anybody is told. */
  readonly forMs: number;
  /** How long it has to be over before it is said to be over. */
  readonly keepFiringForMs: number;
  /** In place of the alert's own. */
  readonly severity: Severity | null;
}

/** How much of what is counted is too much. */
export interface Watch {
  readonly windowMs: number;
  /** So many of the kind that is looked out for, at least. */
  readonly minimum: number;
  /** And this share of all, in (0, 1]. */
  readonly share: number;
}

/** Where alerts are sent. Addresses and keys are in the environment, under the names that end in `Env` here. */
export type SinkConfig =
  | { readonly kind: 'alertmanager'; readonly urlEnv: string }
  | { readonly kind: 'webhook'; readonly urlEnv: string; readonly secretEnv: string }
  | { readonly kind: 'slack'; readonly urlEnv: string }
  | { readonly kind: 'pagerduty'; readonly routingKeyEnv: string; readonly url: string }
  | {
      readonly kind: 'email';
      readonly smtpUrlEnv: string;
      readonly from: string;
      /** `admins`: those of the organization that the alert is about. */
      readonly to: readonly string[] | 'admins';
    };

/** Alerts that fit all that it says go to its sinks. */
export interface AlertRoute {
  readonly orgs?: readonly string[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly alertnames?: readonly AlertName[] | undefined;
  readonly sinks: readonly string[];
}

export interface AlertPolicy {
  readonly rules: Readonly<Record<AlertName, AlertRule>>;
  readonly fallbacks: Watch;
  readonly missingModels: Watch;
  readonly deadLetters: Watch;
  /** Of an organization's budget, rising. */
  readonly budgetPercents: readonly number[];
  readonly repeatEveryMs: number;
  readonly groupWaitMs: number;
  readonly retry: {
    readonly firstMs: number;
    readonly longestMs: number;
    readonly giveUpAfter: number;
  };
  /** Where the pages on each alert are; null: at the health service itself. */
  readonly runbooksUrl: string | null;
  readonly sinks: ReadonlyMap<string, SinkConfig>;
  readonly routes: readonly AlertRoute[];
}

const minuteMs = 60_000;
const atOnce: AlertRule = { forMs: 0, keepFiringForMs: 0, severity: null };

/**
 * A provider that is down is told at once and stays so through its recovery, which has a ramp of its own, and for two minutes
 * more: one that fails again within them flaps, and that is one incident. Shares go up and down: they have to last, and to
 * stay away.
 */
export const defaultAlertPolicy: AlertPolicy = {
  rules: {
    ProviderDown: { forMs: 0, keepFiringForMs: 2 * minuteMs, severity: null },
    ProviderDegraded: { forMs: 2 * minuteMs, keepFiringForMs: 2 * minuteMs, severity: null },
    ProviderQuotaExhausted: atOnce,
    ProviderAuthFailed: atOnce,
    ModelNotFound: { forMs: 0, keepFiringForMs: minuteMs, severity: null },
    AllProvidersFailed: atOnce,
    FallbackRateHigh: { forMs: minuteMs, keepFiringForMs: 5 * minuteMs, severity: null },
    BudgetThreshold: atOnce,
    DeadLetters: atOnce,
  },
  fallbacks: { windowMs: 5 * minuteMs, minimum: 20, share: 0.2 },
  missingModels: { windowMs: 5 * minuteMs, minimum: 1, share: 0.5 },
  deadLetters: { windowMs: 15 * minuteMs, minimum: 1, share: 1 },
  budgetPercents: [80, 100],
  repeatEveryMs: 240 * minuteMs,
  groupWaitMs: 10_000,
  retry: { firstMs: 2_000, longestMs: 300_000, giveUpAfter: 12 },
  runbooksUrl: null,
  sinks: new Map(),
  routes: [],
};
