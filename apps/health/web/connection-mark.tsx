import { span, timeOfDay } from './figures.js';
import type { Connection } from './live-feed.js';
import { useNow } from './use-now.js';

/** Whether what the page shows is of now. */
export function ConnectionMark({ connection }: { readonly connection: Connection }) {
  const now = useNow(1_000);
  const { tone, text } = told(connection, now);
  return (
    <p class={`connection ${tone}`}>
      <span class="dot" aria-hidden="true" />
      {text}
    </p>
  );
}

function told({ state, heardAt, problems }: Connection, now: number): { tone: string; text: string } {
  if (heardAt === null)
    return state === 'lost'
      ? { tone: 'critical', text: 'No connection; trying again' }
      : { tone: 'quiet', text: 'Connecting …' };
  const last = timeOfDay(heardAt);
  if (state === 'lost')
    return { tone: 'critical', text: `Connection lost; last update ${last}, ${span(now - heardAt)} ago` };
  if (problems.length > 0) return { tone: 'warning', text: `May be out of date: ${problems.join('; ')}` };
  return { tone: 'good', text: `Live · last update ${last}` };
}
