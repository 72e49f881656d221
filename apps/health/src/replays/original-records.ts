import { recordTime, type LogRecord } from '#contracts';
import type { TopicReader } from '#kafka';
import type { RequestSource } from '#postgres';

export type OriginalRecord =
  { readonly kind: 'found'; readonly record: LogRecord } | { readonly kind: 'gone'; readonly why: string };

type Reader = Pick<TopicReader, 'topic' | 'ranges' | 'at' | 'between'>;

/** The records at these places, in their order; each partition is read in one pass. */
export async function originalRecords(
  reader: Reader,
  sources: readonly RequestSource[],
): Promise<OriginalRecord[]> {
  const found = new Map<RequestSource, OriginalRecord>();
  for (const [partition, here] of Map.groupBy(sources, ({ partition }) => partition)) {
    const range = reader.ranges.find((each) => each.partition === partition);
    const isKept = ({ topic, offset }: RequestSource): boolean =>
      topic === reader.topic && Number(offset) >= (range?.low ?? 0) && Number(offset) < (range?.high ?? 0);
    const kept = here.filter(isKept);
    const records = await reader.at(
      partition,
      kept.map(({ offset }) => Number(offset)),
    );
    for (const source of kept) {
      const record = records.get(Number(source.offset));
      if (record !== undefined) found.set(source, { kind: 'found', record });
    }
    const gone = here.filter((source) => !found.has(source));
    const since = gone.length === 0 ? null : await keptSince(reader, partition);
    for (const source of gone) found.set(source, { kind: 'gone', why: whyGone(reader, source, since) });
  }
  return sources.map((source) => found.get(source)!);
}

function whyGone({ topic }: Reader, source: RequestSource, since: string | null): string {
  if (source.topic !== topic)
    return `it lay on the topic '${source.topic}', and this fleet reads requests from '${topic}' (TOPIC_PREFIX)`;
  const kept = since === null ? 'holds no records' : `keeps records since ${since}`;
  return `its record is no longer on the log: partition ${source.partition} of ${topic} ${kept}`;
}

/** The time of a partition's oldest record; null where it holds none. */
async function keptSince(reader: Reader, partition: number): Promise<string | null> {
  const range = reader.ranges.find((each) => each.partition === partition);
  if (range === undefined) return null;
  for await (const oldest of reader.between(partition, range.low, range.high))
    return recordTime(oldest).toISOString();
  return null;
}
