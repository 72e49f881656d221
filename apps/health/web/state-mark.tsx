import type { ShownState } from './provider-state.js';

/** Each state has a shape and a word of its own: colour only helps. */
const marks: Readonly<Record<ShownState, { readonly shape: string; readonly word: string }>> = {
  healthy: { shape: 'M3 8.5l3.5 3.5L13 4.5', word: 'healthy' },
  degraded: { shape: 'M8 2.5L14.5 13.5H1.5Z', word: 'degraded' },
  limited: { shape: 'M5.5 3v10M10.5 3v10', word: 'limited' },
  down: { shape: 'M3.5 3.5l9 9M12.5 3.5l-9 9', word: 'down' },
  recovering: { shape: 'M13 8a5 5 0 1 1-1.7-3.8M12.5 1.5v3h-3', word: 'recovering' },
  off: { shape: 'M3 8h10', word: 'not set up' },
};

export function StateMark({ state }: { readonly state: ShownState }) {
  const { shape, word } = marks[state];
  return (
    <span class={`state ${state}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={shape} />
      </svg>
      {word}
    </span>
  );
}
