import type { Handoff } from '#contracts';
import type { Handoffs } from '../answers.js';
import { Entries } from '../entries.js';
import { Entry } from '../entry.js';
import { moment, span } from '../figures.js';
import { EmptyPanel, Panel } from '../panel.js';
import { useNow } from '../use-now.js';
import { waitingNote } from '../summary.js';
import { Waterfall } from './waterfall.js';

/** Requests that nobody but a person can answer, whoever has waited longest first. */
export function HandoffsPanel({ handoffs }: { readonly handoffs: Handoffs | null }) {
  const now = useNow(10_000);
  if (handoffs === null) return <EmptyPanel id="handoffs" title="Handoffs" />;
  return (
    <Panel id="handoffs" title="Handoffs" note={waitingNote(handoffs) ?? undefined}>
      {handoffs.handoffs.length === 0 ? (
        <p class="nothing">No request waits for a person.</p>
      ) : (
        <>
          <Entries of={handoffs.handoffs}>
            {(handoff) => <Waiting key={`${handoff.org} ${handoff.custom_id}`} handoff={handoff} now={now} />}
          </Entries>
          <p class="mend">
            <code>understudy handoffs take ORG REQUEST</code> takes one over
          </p>
        </>
      )}
    </Panel>
  );
}

function Waiting({ handoff, now }: { readonly handoff: Handoff; readonly now: number }) {
  const { org, custom_id: id, at, code, customer_message: told } = handoff;
  return (
    <Entry badge={span(now - Date.parse(at))} title={id} aside={`${org}, since ${moment(at, now)}: ${code}`}>
      <p class="description">For the customer: {told}</p>
      <Waterfall request={handoff} />
    </Entry>
  );
}
