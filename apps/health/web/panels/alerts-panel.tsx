import type { Alerts } from '../answers.js';
import { Entries } from '../entries.js';
import { EmptyPanel, Panel } from '../panel.js';
import { useNow } from '../use-now.js';
import { AlertEntry } from './alert-entry.js';
import { ResolvedAlerts } from './resolved-alerts.js';
import { UndeliveredAlerts } from './undelivered-alerts.js';

const severities = ['critical', 'warning', 'info'] as const;

/** What is firing, the gravest first; and what did lately. */
export function AlertsPanel({ alerts }: { readonly alerts: Alerts | null }) {
  const now = useNow(10_000);
  if (alerts === null) return <EmptyPanel id="alerts" title="Alerts" />;
  const firing = alerts.alerts
    .filter(({ status }) => status === 'firing')
    .toSorted((a, b) => severities.indexOf(a.labels.severity) - severities.indexOf(b.labels.severity));
  return (
    <Panel id="alerts" title="Alerts" note={firing.length === 0 ? undefined : `${firing.length} firing`}>
      {firing.length === 0 ? (
        <p class="nothing">Nothing is firing.</p>
      ) : (
        <Entries of={firing}>
          {(alert) => <AlertEntry key={alert.fingerprint} alert={alert} now={now} />}
        </Entries>
      )}
      <UndeliveredAlerts alerts={alerts} />
      <ResolvedAlerts firing={alerts} now={now} />
    </Panel>
  );
}
