import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface EntryProps {
  readonly badge: string;
  readonly tone?: string | undefined;
  readonly title: string;
  readonly aside: string;
  readonly children: ComponentChildren;
}

/** A line of a list that opens; what is in it is made, and asked for, only then. */
export function Entry({ badge, tone, title, aside, children }: EntryProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <li class={tone}>
      <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
        <summary>
          <span class="badge">{badge}</span>
          <span class="entry-title">{title}</span>
          <span class="quiet aside">{aside}</span>
        </summary>
        {isOpen && <div class="entry-body">{children}</div>}
      </details>
    </li>
  );
}
