import type { AlertView } from '#contracts';
import { Entry } from '../entry.js';
import { moment, span } from '../figures.js';
import { TraceLink } from '../trace-link.js';

/** An alert; one that is over is no longer coloured. */
export function AlertEntry({ alert, now }: { readonly alert: AlertView; readonly now: number }) {
  const { labels, annotations, endsAt } = alert;
  return (
    <Entry
      badge={labels.severity}
      tone={endsAt === null ? labels.severity : undefined}
      title={annotations.summary}
      aside={lasting(alert, now)}
    >
      <p class="description">{annotations.description}</p>
      <p class="links">
        <span class="quiet">{labels.alertname}</span>
        <OutLink href={annotations.runbook_url} text="Runbook" />
        <TraceLink traceId={annotations.trace_id} />
      </p>
    </Entry>
  );
}

function lasting(alert: AlertView, now: number): string {
  const { startsAt, endsAt, quietSince } = alert;
  const began = moment(startsAt, now);
  const length = span((endsAt === null ? now : Date.parse(endsAt)) - Date.parse(startsAt));
  if (endsAt !== null) return `${began} to ${moment(endsAt, now)} (${length})`;
  const since = `since ${began} (${length})${untold(alert)}`;
  return quietSince === undefined
    ? since
    : `${since}, over since ${moment(quietSince, now)} if it stays away`;
}

function untold({ suppressedBy: by }: AlertView): string {
  if (by === undefined) return '';
  return by.kind === 'silence' ? `, silenced (${by.id}: ${by.note})` : `, explained by: ${by.note}`;
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
