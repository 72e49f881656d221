import { moment, span, timeOfDay } from './figures.js';
import { ToneMark } from './tone-mark.js';
import type { Summary } from './summary.js';
import { useNow } from './use-now.js';

interface HeadlineProps {
  readonly summary: Summary | null;
  /** Not null: nothing was heard since then, epoch ms. */
  readonly asOf: number | null;
}

/** All is well, or what is broken since when. */
export function Headline({ summary, asOf }: HeadlineProps) {
  const now = useNow(10_000);
  if (summary === null)
    return (
      <section class="headline quiet" aria-label="Summary">
        <h1>Waiting for the first news …</h1>
      </section>
    );
  const { tone, title, since, note } = summary;
  return (
    <section class={`headline ${tone}`} aria-label="Summary">
      <ToneMark tone={tone} />
      <div role="status">
        <h1>{asOf === null ? title : `As of ${timeOfDay(asOf)}: ${title}`}</h1>
        <p>
          {since !== null && (
            <>
              since <time dateTime={since}>{moment(since, now)}</time> ({span(now - Date.parse(since))})
              {' · '}
            </>
          )}
          {note}
        </p>
      </div>
    </section>
  );
}
