import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { MoreButton } from './more-button.js';

const shownAtFirst = 8;

interface EntriesProps<Item> {
  readonly of: readonly Item[];
  readonly children: (item: Item) => ComponentChildren;
}

/** A list, of which the rest is shown when somebody wants it. */
export function Entries<Item>({ of, children }: EntriesProps<Item>) {
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? of : of.slice(0, shownAtFirst);
  return (
    <>
      <ul class="entries">{shown.map(children)}</ul>
      <MoreButton
        more={of.length - shownAtFirst}
        showsAll={showsAll}
        onToggle={() => setShowsAll(!showsAll)}
      />
    </>
  );
}
