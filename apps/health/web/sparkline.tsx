import type { Minutes } from './answers.js';
import { count } from './figures.js';
import { totalOf } from './minutes.js';

const height = 20;
const perMinute = 2;

/** Requests of the last hour, one bar a minute, failures upon them from the ground. */
export function Sparkline({ minutes }: { readonly minutes: Minutes }) {
  const { requests, failures } = minutes;
  const total = totalOf(requests);
  if (total === 0) return <span class="quiet">no requests</span>;
  const highest = Math.max(...requests);
  const width = requests.length * perMinute;
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Last hour: ${count(total)} requests, ${count(totalOf(failures))} failed`}
    >
      <path class="requests" d={bars(requests, highest)} />
      <path class="failures" d={bars(failures, highest)} />
    </svg>
  );
}

/** A minute with anything in it is at least a pixel high: one failure must be seen. */
const bars = (values: readonly number[], highest: number): string =>
  values
    .map((value, minute) => {
      if (value === 0) return '';
      const tall = Math.max(1.5, (value / highest) * height).toFixed(1);
      return `M${minute * perMinute} ${height}v-${tall}h${perMinute - 0.4}v${tall}z`;
    })
    .join('');
