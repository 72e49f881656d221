import type { ComponentChildren } from 'preact';
import type { Answer } from './ask.js';

interface PanelProps {
  readonly id: string;
  readonly title: string;
  readonly note?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Panel({ id, title, note, children }: PanelProps) {
  return (
    <section class="panel" id={id} aria-labelledby={`${id}-title`}>
      <div class="panel-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {note !== undefined && <p class="quiet">{note}</p>}
      </div>
      {children}
    </section>
  );
}

interface EmptyPanelProps extends Pick<PanelProps, 'id' | 'title'> {
  readonly answer?: NoAnswer;
}

/** A panel that has nothing to show, or not yet. */
export function EmptyPanel({ id, title, answer = { state: 'loading' } }: EmptyPanelProps) {
  return (
    <Panel id={id} title={title}>
      <Nothing answer={answer} />
    </Panel>
  );
}

type NoAnswer = Exclude<Answer<unknown>, { state: 'here' }>;

/** What a panel says while it has nothing to show. */
export function Nothing({ answer }: { readonly answer: NoAnswer }) {
  if (answer.state === 'loading') return <p class="nothing">Loading …</p>;
  if (answer.state === 'missing') return <p class="nothing">Not available in this release.</p>;
  return <p class="nothing">Cannot be shown: {answer.problem}</p>;
}
