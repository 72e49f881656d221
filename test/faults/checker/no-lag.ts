import type { Check } from './violation.js';

/** I6: in the end everything is committed. */
export const noLag: Check = (history) => {
  const last = new Map(history.all('committed').map((commit) => [commit.partition, commit]));
  const produced = history.all('produced');
  return [...new Set(produced.map(({ partition }) => partition))].flatMap((partition) => {
    const commit = last.get(partition);
    const offset = commit?.offset ?? 0;
    const ends = produced
      .filter((record) => record.partition === partition)
      .map((record) => record.offset + 1);
    const end = ends.reduce((most, one) => Math.max(most, one), commit?.end ?? 0);
    if (offset >= end) return [];
    const first = produced.find((record) => record.partition === partition && record.offset >= offset);
    const name = first ? `, from ${first.request ?? 'an unreadable record'} on` : '';
    return [
      { law: 'I6', text: `${end - offset} records of partition ${partition} are not committed${name}` },
    ];
  });
};
