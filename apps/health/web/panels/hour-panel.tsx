import type { Status } from '../answers.js';
import { count, percent } from '../figures.js';
import { HourChart } from '../hour-chart.js';
import { sumOfMinutes, totalOf } from '../minutes.js';
import { Panel } from '../panel.js';

/** Calls of the last hour, of all providers together. */
export function HourPanel({ status }: { readonly status: Status | null }) {
  const minutes = sumOfMinutes(status?.providers.flatMap(({ models }) => models) ?? []);
  if (minutes === null) return null;
  const [calls, failed] = [totalOf(minutes.requests), totalOf(minutes.failures)];
  const share = calls === 0 ? '' : `, ${percent(failed / calls)}`;
  return (
    <Panel id="hour" title="Last hour" note={`${count(calls)} calls, ${count(failed)} failed${share}`}>
      <HourChart minutes={minutes} />
    </Panel>
  );
}
