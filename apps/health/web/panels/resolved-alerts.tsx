import { useState } from 'preact/hooks';
import type { Alerts } from '../answers.js';
import { Entries } from '../entries.js';
import { Nothing } from '../panel.js';
import { useAnswer } from '../use-answer.js';
import { AlertEntry } from './alert-entry.js';

interface ResolvedAlertsProps {
  /** When that changes, something may have been resolved. */
  readonly firing: Alerts;
  readonly now: number;
}

/** What was firing and is over, the latest to end first. */
export function ResolvedAlerts({ firing, now }: ResolvedAlertsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const answer = useAnswer<Alerts>(isOpen ? '/v1/alerts?state=resolved&limit=50' : null, firing);
  return (
    <details class="more" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>Lately resolved</summary>
      {answer.state !== 'here' ? (
        <Nothing answer={answer} />
      ) : answer.body.alerts.length === 0 ? (
        <p class="nothing">Nothing has been resolved.</p>
      ) : (
        <Entries of={answer.body.alerts}>
          {(alert) => <AlertEntry key={`${alert.fingerprint} ${alert.startsAt}`} alert={alert} now={now} />}
        </Entries>
      )}
    </details>
  );
}
