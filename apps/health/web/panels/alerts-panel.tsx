import { useState } from 'preact/hooks';
import type { AlertView } from '#contracts';
import type { Alerts } from '../answers.js';
import { moment, span } from '../figures.js';
import { MoreButton } from '../more-button.js';
import { Nothing, Panel } from '../panel.js';
import { TraceLink } from '../trace-link.js';
import { useNow } from '../use-now.js';

const severities = ['critical', 'warning', 'info'] as const;
const shownAtFirst = 8;

/** What is firing, the gravest first. */
export function AlertsPanel({ alerts }: { readonly alerts: Alerts | null }) {
  const now = useNow(10_000);
  const [showsAll, setShowsAll] = useState(false);
  if (alerts === null)
    return (
      <Panel id="alerts" title="Alerts">
        <Nothing answer={{ state: 'loading' }} />
      </Panel>
    );
  const firing = alerts.alerts
    .filter(({ status }) => status === 'firing')
    .toSorted((a, b) => severities.indexOf(a.labels.severity) - severities.indexOf(b.labels.severity));
  const shown = showsAll ? firing : firing.slice(0, shownAtFirst);
  return (
    <Panel id="alerts" title="Alerts" note={firing.length === 0 ? undefined : `${firing.length} firing`}>
      {firing.length === 0 ? (
        <p class="nothing">Nothing is firing.</p>
      ) : (
        <ul class="alerts">
          {shown.map((alert) => (
            <Firing key={alert.fingerprint} alert={alert} now={now} />
          ))}
        </ul>
      )}
      <MoreButton
        more={firing.length - shownAtFirst}
        showsAll={showsAll}
        onToggle={() => setShowsAll(!showsAll)}
      />
    </Panel>
  );
}

function Firing({ alert, now }: { readonly alert: AlertView; readonly now: number }) {
  const { labels, annotations, startsAt, quietSince } = alert;
  return (
    <li class={labels.severity}>
      <details>
        <summary>
          <span class="severity">{labels.severity}</span>
          <span class="alert-summary">{annotations.summary}</span>
          <span class="quiet aside">
            since {moment(startsAt, now)} ({span(now - Date.parse(startsAt))})
            {quietSince !== undefined && `, over since ${moment(quietSince, now)} if it stays away`}
          </span>
        </summary>
        <p class="description">{annotations.description}</p>
        {annotations.root_cause !== undefined && (
          <p class="description">Likely cause: {annotations.root_cause}</p>
        )}
        <p class="links">
          <span class="quiet">{labels.alertname}</span>
          <OutLink href={annotations.runbook_url} text="Runbook" />
          <OutLink href={annotations.dashboard_url} text="Dashboard" />
          <TraceLink traceId={annotations.trace_id} />
        </p>
      </details>
    </li>
  );
}

/** Only what a browser may safely go to. */
function OutLink({ href, text }: { readonly href: string | undefined; readonly text: string }) {
  if (href === undefined || !/^https?:\/\//i.test(href)) return null;
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {text}
    </a>
  );
}
