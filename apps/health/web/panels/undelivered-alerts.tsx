import type { Alerts } from '../answers.js';
import { counted } from '../figures.js';

/** Which sinks did not take what they were sent: whoever relies on one does not know what is firing. */
export function UndeliveredAlerts({ alerts: { undelivered = [] } }: { readonly alerts: Alerts }) {
  if (undelivered.length === 0) return null;
  const bySink = [...Map.groupBy(undelivered, ({ sink }) => sink)];
  return (
    <ul class="undelivered">
      {bySink.map(([sink, [latest, ...others]]) => (
        <li key={sink}>
          <span class="notable">
            {counted(others.length + 1, 'message')} to {sink} did not come through
          </span>
          <span class="quiet aside">{latest?.error}</span>
        </li>
      ))}
    </ul>
  );
}
