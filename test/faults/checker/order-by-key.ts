import type { EventOf } from '../history/history-event.js';
import type { Check } from './violation.js';

/** I4: where order was asked for, a request is not called before the one ahead of it has ended. */
export const orderByKey: Check = (history) => {
  const ends = history.byRequest('published');
  const calls = history.byRequest('called');
  const ordered = history.all('produced').filter(({ ordered }) => ordered !== undefined);
  const rows = Map.groupBy(ordered, ({ ordered, partition }) => `${ordered}/${partition}`);
  return [...rows.values()].flatMap((row) => {
    const rising = row.toSorted((one, other) => one.offset - other.offset);
    return rising.slice(1).flatMap(({ request }, index) => {
      const ahead = rising[index]!;
      const called = earliest(calls.get(request ?? ''));
      const ended = earliest(ends.get(ahead.request ?? ''));
      if (called === null || ended === null || called >= ended) return [];
      const text = `${request} was called ${ended - called} ms before ${ahead.request}, which is ahead of it, had ended`;
      return [{ law: 'I4', text }];
    });
  });
};

const earliest = (events: readonly EventOf<'called' | 'published'>[] = []): number | null =>
  events.length === 0 ? null : Math.min(...events.map(({ at }) => at));
