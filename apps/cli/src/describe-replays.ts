import type { DeadLetterReplay, DeadLetterReplays, Replay, Replays } from '#contracts';
import { table } from './table.js';

/** What was put on the log, and where its answer will be. */
export function describeReplay({ org, custom_id, replay, notes }: Replay): string {
  const said = `${org}/${custom_id} is tried again as '${replay.custom_id}': \`understudy requests ${org} '${replay.custom_id}'\` shows how that ends.`;
  return [said, ...notes.map((note) => `Note: ${note}.`)].join('\n');
}

/** How many requests were replayed, and why the others were not. */
export const describeReplays = (said: Replays): string =>
  describeBulk<Pick<Replay, 'org' | 'custom_id'>>(
    said,
    'request',
    ({ org, custom_id }) => `${org}/${custom_id}`,
  );

export const describeDeadLetterReplays = (said: DeadLetterReplays): string =>
  describeBulk<Pick<DeadLetterReplay, 'partition' | 'offset'>>(
    said,
    'dead letter',
    ({ partition, offset }) => `${partition}/${offset}`,
  );

interface Bulk<Subject> {
  readonly dry_run: boolean;
  readonly replayed: readonly (Subject & Pick<Replay, 'replay' | 'notes'>)[];
  readonly refused: readonly (Subject & { readonly why: string })[];
  readonly next: string | null;
}

function describeBulk<Subject>(
  { dry_run: dryRun, replayed, refused, next }: Bulk<Subject>,
  noun: string,
  nameOf: (of: Subject) => string,
): string {
  const count = (number: number): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
  const parts = [
    `${count(replayed.length)} ${dryRun ? 'would be' : replayed.length === 1 ? 'is' : 'are'} tried again.`,
  ];
  if (dryRun && replayed.length > 0)
    parts.push(
      table(
        [noun.toUpperCase(), 'AS', 'NOTE'],
        replayed.map((each) => [nameOf(each), each.replay.custom_id, each.notes.join('; ')]),
      ),
    );
  if (refused.length > 0)
    parts.push(
      table(
        ['NOT REPLAYED', 'WHY'],
        refused.map((each) => [nameOf(each), each.why]),
      ),
    );
  if (next !== null) parts.push(`There are more: --before ${next} goes on.`);
  return parts.join('\n\n');
}
