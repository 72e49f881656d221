import { Injectable } from '@nestjs/common';
import type { DeadLetter, LogRecord } from '#contracts';
import type { TopicReader } from '#kafka';
import { deadLetterView } from './dead-letter-view.js';
import { newestPage, type Ends, type Stretch } from './dead-letter-pages.js';
import { LogTopics } from './log-topics.js';

export interface DeadLetterFilter {
  /** Laid aside then or later. */
  readonly since?: Date | undefined;
  /** Before then. */
  readonly until?: Date | undefined;
  /** Where the page before this one ended. */
  readonly before?: Ends | undefined;
}

/** What lies on `llm.requests-dlt`. */
@Injectable()
export class DeadLetterLog {
  constructor(private readonly topics: LogTopics) {}

  /** The newest first. */
  list(
    filter: DeadLetterFilter,
    limit: number,
  ): Promise<{ readonly page: readonly DeadLetter[]; readonly left: Ends | null }> {
    return this.topics.read('deadLetters', async (reader) => {
      const stretches = await stretchesOf(reader, filter);
      const views: DeadLetter[] = [];
      for (const { partition, from, to } of stretches)
        for await (const record of reader.between(partition, Math.max(from, to - limit), to))
          views.push(deadLetterView(record));
      return newestPage(stretches, views, limit);
    });
  }

  /** Undefined where there never was one; null where it was, and is gone. */
  find(partition: number, offset: number): Promise<LogRecord | null | undefined> {
    return this.topics.read('deadLetters', async (reader) => {
      const range = reader.ranges.find((each) => each.partition === partition);
      if (range === undefined || offset >= range.high) return undefined;
      if (offset < range.low) return null;
      return (await reader.at(partition, [offset])).get(offset);
    });
  }

  /** Has work done on them, with what reads a stretch of them, the oldest first. */
  read<T>(
    filter: DeadLetterFilter,
    work: (
      stretches: readonly Stretch[],
      recordsOf: (stretch: Stretch) => Promise<readonly LogRecord[]>,
    ) => Promise<T>,
  ): Promise<T> {
    return this.topics.read('deadLetters', async (reader) =>
      work(await stretchesOf(reader, filter), async ({ partition, from, to }) => {
        const records: LogRecord[] = [];
        for await (const record of reader.between(partition, from, to)) records.push(record);
        return records;
      }),
    );
  }
}

async function stretchesOf(
  reader: TopicReader,
  { since, until, before }: DeadLetterFilter,
): Promise<Stretch[]> {
  const first = since && (await reader.offsetsAt(since.getTime()));
  const end = until && (await reader.offsetsAt(until.getTime()));
  const ends = new Map(before);
  return reader.ranges.map(({ partition, low, high }) => {
    const from = Math.max(low, first?.get(partition) ?? low);
    const to = Math.min(high, end?.get(partition) ?? high, ends.get(partition) ?? high);
    return { partition, from, to: Math.max(from, to) };
  });
}
