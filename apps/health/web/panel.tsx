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

/** What a panel says while it has nothing to show. */
export function Nothing({ answer }: { readonly answer: Exclude<Answer<unknown>, { state: 'here' }> }) {
  if (answer.state === 'loading') return <p class="nothing">Loading …</p>;
  if (answer.state === 'missing') return <p class="nothing">Not available in this release.</p>;
  return <p class="nothing">Cannot be shown: {answer.problem}</p>;
}
