import type { Tone } from './summary.js';

/** Shapes, so that colour is never all that tells. */
const shapes: Readonly<Record<Tone, string>> = {
  good: 'M5 12.5l4.5 4.5L19 7.5',
  warning: 'M12 6v8M12 17.5v.5',
  critical: 'M7 7l10 10M17 7L7 17',
};

export function ToneMark({ tone }: { readonly tone: Tone }) {
  return (
    <svg class={`tone-mark ${tone}`} viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="12" />
      <path d={shapes[tone]} />
    </svg>
  );
}
