import type { TrafficFlow } from '#contracts';
import { count, percent } from '../figures.js';
import { Nothing, Panel } from '../panel.js';
import { useAnswer } from '../use-answer.js';

const shownAtMost = 10;

interface Origin {
  readonly from: string;
  readonly requests: number;
  /** The first of the chain itself, then the others, the busiest first; nobody at the end. */
  readonly parts: readonly TrafficFlow[];
}

/** Where traffic goes: what was to be asked first, and who answered. */
export function FlowsPanel() {
  const answer = useAnswer<{ readonly flows: readonly TrafficFlow[] }>('/v1/flows?minutes=60');
  const origins = answer.state === 'here' ? originsOf(answer.body.flows) : [];
  return (
    <Panel id="flows" title="Who answers" note="last hour, by the first of the chain">
      {answer.state !== 'here' ? (
        <Nothing answer={answer} />
      ) : origins.length === 0 ? (
        <p class="nothing">No requests in the last hour.</p>
      ) : (
        <ul class="flows">
          {origins.slice(0, shownAtMost).map((origin) => (
            <OriginLine key={origin.from} origin={origin} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function OriginLine({ origin: { from, requests, parts } }: { readonly origin: Origin }) {
  return (
    <li>
      <div class="flow-head">
        <span class="name">{from}</span>
        <span class="quiet">{count(requests)}</span>
      </div>
      <div class="stack" aria-hidden="true">
        {parts.map((part) => (
          <span key={part.to} class={kindOf(part)} style={{ flexGrow: part.requests }} />
        ))}
      </div>
      <p class="flow-parts">
        {parts.map((part) => (
          <span key={part.to} class={kindOf(part)}>
            {percent(part.requests / requests)} {nameOf(part)}
          </span>
        ))}
      </p>
    </li>
  );
}

const kindOf = ({ from, to }: TrafficFlow): string =>
  to === null ? 'nobody' : to === from ? 'itself' : 'other';
const nameOf = ({ from, to }: TrafficFlow): string =>
  to === null ? 'nobody' : to === from ? 'itself' : `→ ${to}`;
const kinds = ['itself', 'other', 'nobody'];

function originsOf(flows: readonly TrafficFlow[]): Origin[] {
  const byOrigin = Map.groupBy(flows, ({ from }) => from);
  return [...byOrigin]
    .map(([from, parts]) => ({
      from,
      requests: parts.reduce((sum, part) => sum + part.requests, 0),
      parts: parts.toSorted(
        (a, b) => kinds.indexOf(kindOf(a)) - kinds.indexOf(kindOf(b)) || b.requests - a.requests,
      ),
    }))
    .toSorted((a, b) => b.requests - a.requests);
}
