import { useState } from 'preact/hooks';
import type { Requests } from '../answers.js';
import type { Answer } from '../ask.js';
import { Nothing, Panel } from '../panel.js';
import { useAnswer } from '../use-answer.js';
import { RequestRows } from './request-rows.js';

const outcomes = ['answered', 'failed'];

/** The newest requests as they come; or those that were looked for, and older ones. */
export function RequestsPanel({ newest }: { readonly newest: Requests | null }) {
  const [org, setOrg] = useState('');
  const [outcome, setOutcome] = useState('');
  /** Where each older page that was turned to begins. */
  const [turned, setTurned] = useState<readonly string[]>([]);
  const query = new URLSearchParams({ limit: '50' });
  if (org.trim()) query.set('org', org.trim());
  if (outcome) query.set('outcome', outcome);
  const before = turned.at(-1);
  if (before !== undefined) query.set('before', before);
  const isLive = newest !== null && query.size === 1;
  const asked = useAnswer<Requests>(isLive ? null : `/v1/requests?${query}`);
  const answer: Answer<Requests> = isLive ? { state: 'here', body: newest } : asked;
  const note = isLive ? 'the newest, as they come' : undefined;
  return (
    <Panel id="requests" title="Requests" note={note}>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <label class="search">
          <span>Organization</span>
          <input
            type="search"
            value={org}
            onChange={({ currentTarget }) => {
              setOrg(currentTarget.value);
              setTurned([]);
            }}
          />
        </label>
        <label class="search">
          <span>Outcome</span>
          <select
            value={outcome}
            onChange={({ currentTarget }) => {
              setOutcome(currentTarget.value);
              setTurned([]);
            }}
          >
            <option value="">any</option>
            {outcomes.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
      </form>
      {answer.state !== 'here' ? (
        <Nothing answer={answer} />
      ) : answer.body.requests.length === 0 ? (
        <p class="nothing">There are none.</p>
      ) : (
        <RequestRows requests={answer.body.requests} />
      )}
      {answer.state === 'here' && (turned.length > 0 || answer.body.next !== null) && (
        <nav class="pager" aria-label="Pages of requests">
          <button type="button" disabled={turned.length === 0} onClick={() => setTurned(turned.slice(0, -1))}>
            Newer
          </button>
          <button
            type="button"
            disabled={answer.body.next === null}
            onClick={() => answer.body.next !== null && setTurned([...turned, answer.body.next])}
          >
            Older
          </button>
        </nav>
      )}
    </Panel>
  );
}
