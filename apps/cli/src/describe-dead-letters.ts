import type { DeadLetters } from './admin-api.js';
import { secondOf } from './second-of.js';
import { table } from './table.js';

/** One line for each record that no router took as a request. */
export function describeDeadLetters({ dead_letters: letters, next }: DeadLetters): string {
  if (letters.length === 0) return 'There is no such dead letter.';
  const list = table(
    ['LAID ASIDE', 'PLACE', 'ORG', 'REQUEST', 'BYTES', 'REPLAYS', 'WHY'],
    letters.map((letter) => [
      secondOf(letter.at),
      `${letter.partition}/${letter.offset}`,
      letter.org ?? 'unknown',
      letter.custom_id ?? 'unknown',
      String(letter.bytes),
      letter.replay_of ?? '',
      letter.problem ?? letter.reason ?? 'nobody said',
    ]),
  );
  return next === null ? list : `${list}\nThere are more: --before ${next} goes on.`;
}
