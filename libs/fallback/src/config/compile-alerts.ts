import { alertNames, type AlertName } from '#contracts';
import {
  defaultAlertPolicy,
  type AlertPolicy,
  type AlertRule,
  type SinkConfig,
  type Watch,
} from './alert-policy.js';
import type { ConfigProblem } from './config-problem.js';
import type { AlertsEntry, SinkEntry } from './file/alerts-entry.js';
import { noneCalled } from './none-called.js';

export interface CompiledAlerts {
  readonly alerts: AlertPolicy;
  readonly problems: readonly ConfigProblem[];
}

/** Who is told of what, and when, and which sinks are named but not there. */
export function compileAlerts(file: AlertsEntry): CompiledAlerts {
  const { rules } = file;
  const ms = (seconds: number | undefined, fallback: number): number =>
    seconds === undefined ? fallback : seconds * 1000;
  const defaults = defaultAlertPolicy;
  const sinks = new Map(Object.entries(file.sinks).map(([name, entry]) => [name, compileSink(entry)]));

  const rule = (name: AlertName): AlertRule => ({
    forMs: ms(rules[name]?.for_seconds, defaults.rules[name].forMs),
    keepFiringForMs: ms(rules[name]?.keep_firing_for_seconds, defaults.rules[name].keepFiringForMs),
    severity: rules[name]?.severity ?? null,
  });
  const watch = (entry: WatchEntry | undefined, fallback: Watch): Watch => ({
    windowMs: ms(entry?.window_seconds, fallback.windowMs),
    minimum: entry?.minimum ?? fallback.minimum,
    share: entry?.share ?? fallback.share,
  });

  return {
    alerts: {
      rules: Object.fromEntries(alertNames.map((name) => [name, rule(name)])) as AlertPolicy['rules'],
      fallbacks: watch(rules.FallbackRateHigh, defaults.fallbacks),
      missingModels: watch(rules.ModelNotFound, defaults.missingModels),
      deadLetters: watch(rules.DeadLetters, defaults.deadLetters),
      budgetPercents: (rules.BudgetThreshold?.percents ?? defaults.budgetPercents).toSorted((a, b) => a - b),
      repeatEveryMs: ms(file.repeat_interval_seconds, defaults.repeatEveryMs),
      groupWaitMs: ms(file.group_wait_seconds, defaults.groupWaitMs),
      retry: {
        firstMs: ms(file.retry_seconds, defaults.retry.firstMs),
        longestMs: ms(file.longest_retry_seconds, defaults.retry.longestMs),
        giveUpAfter: file.give_up_after ?? defaults.retry.giveUpAfter,
      },
      runbooksUrl: file.runbooks_url ?? null,
      sinks,
      routes: file.routes ?? [{ sinks: [...sinks.keys()] }],
    },
    problems: (file.routes ?? []).flatMap((route, index) =>
      route.sinks.flatMap((sink, place): ConfigProblem[] =>
        sinks.has(sink)
          ? []
          : [
              {
                at: ['alerts', 'routes', index, 'sinks', place],
                text: noneCalled('sink', sink, sinks.keys()),
              },
            ],
      ),
    ),
  };
}

interface WatchEntry {
  readonly window_seconds?: number | undefined;
  readonly minimum?: number | undefined;
  readonly share?: number | undefined;
}

function compileSink(entry: SinkEntry): SinkConfig {
  switch (entry.kind) {
    case 'alertmanager':
    case 'slack':
      return { kind: entry.kind, urlEnv: entry.url_env };
    case 'webhook':
      return { kind: entry.kind, urlEnv: entry.url_env, secretEnv: entry.secret_env };
    case 'pagerduty':
      return { kind: entry.kind, routingKeyEnv: entry.routing_key_env, url: entry.url };
    case 'email':
      return { kind: entry.kind, smtpUrlEnv: entry.smtp_url_env, from: entry.from, to: entry.to };
  }
}
