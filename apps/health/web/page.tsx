import { useEffect } from 'preact/hooks';
import { ConnectionMark } from './connection-mark.js';
import { Headline } from './headline.js';
import { AlertsPanel } from './panels/alerts-panel.js';
import { FlowsPanel } from './panels/flows-panel.js';
import { HandoffsPanel } from './panels/handoffs-panel.js';
import { HourPanel } from './panels/hour-panel.js';
import { OrganizationsPanel } from './panels/organizations-panel.js';
import { ProvidersPanel } from './panels/providers-panel.js';
import { RequestsPanel } from './panels/requests-panel.js';
import { SilencesPanel } from './panels/silences-panel.js';
import { summaryOf } from './summary.js';
import { useLive } from './use-live.js';

export function Page() {
  const { connection, status, alerts, handoffs, requests } = useLive();
  const summary = status === null ? null : summaryOf(status, alerts?.alerts ?? [], handoffs);
  const isStale = connection.state === 'lost' || connection.problems.length > 0;

  useEffect(() => {
    if (summary === null) return;
    const mark = { good: '', warning: '▲ ', critical: '✕ ' }[summary.tone];
    document.title = `${mark}${summary.title} · Understudy`;
  }, [summary?.tone, summary?.title]);

  return (
    <>
      <a class="skip" href="#main">
        Skip to the status
      </a>
      <header class="bar">
        <span class="brand">Understudy</span>
        <nav aria-label="Panels">
          <a href="#providers">Providers</a>
          <a href="#alerts">Alerts</a>
          <a href="#handoffs">Handoffs</a>
          <a href="#flows">Flows</a>
          <a href="#organizations">Organizations</a>
          <a href="#requests">Requests</a>
        </nav>
        <ConnectionMark connection={connection} />
      </header>
      <main id="main" tabIndex={-1} class={isStale ? 'stale' : ''}>
        <Headline summary={summary} asOf={connection.state === 'lost' ? connection.heardAt : null} />
        <div class="columns">
          <div class="column">
            <ProvidersPanel status={status} />
            <OrganizationsPanel />
          </div>
          <div class="column">
            <HourPanel status={status} />
            <AlertsPanel alerts={alerts} />
            <HandoffsPanel handoffs={handoffs} />
            <SilencesPanel />
            <FlowsPanel />
          </div>
        </div>
        <RequestsPanel newest={requests} />
      </main>
    </>
  );
}
