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
  const ends = new Map(before);
  const spans = await reader.spans(since?.getTime() ?? null, until?.getTime() ?? null);
  return spans.map(({ partition, from, to }) => ({
    partition,
    from,
    to: Math.max(from, Math.min(to, ends.get(partition) ?? to)),
  }));
}
