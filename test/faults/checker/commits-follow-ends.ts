import type { Check, Violation } from './violation.js';

/**
 * I3: what is committed is at most the lowest offset whose request has not ended. A terminal record is made before it is
 * acknowledged, and its request may count as complete only after that.
 */
export const commitsFollowEnds: Check = (history) => {
  const firstEnd = new Map<string, number>();
  for (const { request, at } of history.all('published')) {
    firstEnd.set(request, Math.min(at, firstEnd.get(request) ?? Infinity));
  }
  const buriedAt = new Map<string, number>();
  for (const { partition, offset, at } of history.all('dead-lettered')) {
    const place = `${partition}/${offset}`;
    buriedAt.set(place, Math.min(at, buriedAt.get(place) ?? Infinity));
  }
  const produced = Map.groupBy(history.all('produced'), ({ partition }) => partition);

  const violations: Violation[] = [];
  for (const [partition, records] of produced) {
    const rising = records.toSorted((one, other) => one.offset - other.offset);
    const commits = history
      .all('committed')
      .filter((commit) => commit.partition === partition)
      .toSorted((one, other) => one.at - other.at);
    let next = 0;
    for (const { offset, at } of commits) {
      for (let record = rising[next]; record && record.offset < offset; record = rising[(next += 1)]) {
        const place = `${partition}/${record.offset}`;
        const end = record.request === null ? buriedAt.get(place) : firstEnd.get(record.request);
        if (end !== undefined && end <= at) continue;
        const name = record.request ?? 'the unreadable record';
        violations.push({
          law: 'I3',
          text: `${name} (at ${place}) was committed (up to ${offset}) before it had ended`,
        });
      }
    }
  }
  return violations;
};
