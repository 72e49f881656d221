import type { Check } from './violation.js';

/** I1: every accepted request reaches a terminal record, and every record that is no request the dead letters. */
export const everyRecordEnds: Check = (history) => {
  const ended = history.byRequest('published');
  const buried = new Set(history.all('dead-lettered').map(placeOf));
  const produced = history.all('produced');
  const unanswered = produced
    .filter(({ request }) => request !== null && !ended.has(request))
    .map((event) => `${event.request} (at ${placeOf(event)}) was accepted and never ended`);
  const vanished = produced
    .filter((event) => event.request === null && !buried.has(placeOf(event)))
    .map((event) => `the unreadable record at ${placeOf(event)} is not on the dead letters`);
  const readable = new Map(
    produced.flatMap((event) => (event.request === null ? [] : [[placeOf(event), event.request]])),
  );
  const buriedAlive = [...buried].flatMap((place) => {
    const request = readable.get(place);
    return request === undefined ? [] : [`${request} (at ${place}) is a request, and on the dead letters`];
  });
  return [...unanswered, ...vanished, ...buriedAlive].map((text) => ({ law: 'I1', text }));
};

const placeOf = ({ partition, offset }: { partition: number; offset: number }): string =>
  `${partition}/${offset}`;
