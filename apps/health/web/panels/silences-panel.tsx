import type { Silence, Silences } from '../answers.js';
import { moment, span } from '../figures.js';
import { EmptyPanel, Panel } from '../panel.js';
import { useAnswer } from '../use-answer.js';
import { useNow } from '../use-now.js';

/** Which alerts are told to nobody, the silence that ends first at the head. */
export function SilencesPanel() {
  const now = useNow(10_000);
  const answer = useAnswer<Silences>('/v1/silences');
  if (answer.state !== 'here') return <EmptyPanel id="silences" title="Silences" answer={answer} />;
  const { silences } = answer.body;
  const note = silences.length === 0 ? undefined : `${silences.length} in force`;
  return (
    <Panel id="silences" title="Silences" note={note}>
      {silences.length === 0 ? (
        <p class="nothing">Every alert is told.</p>
      ) : (
        <ul class="entries">
          {silences.map((silence) => (
            <SilenceLine key={silence.id} silence={silence} now={now} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function SilenceLine({ silence, now }: { readonly silence: Silence; readonly now: number }) {
  const { id, matchers, until, by, comment } = silence;
  return (
    <li class="silence">
      <span class="entry-title">{matchers.map(({ name, value }) => `${name}=${value}`).join(', ')}</span>
      <span class="quiet aside">
        until {moment(until, now)} ({span(Date.parse(until) - now)} left), by {by}: {comment} (silence {id})
      </span>
    </li>
  );
}
