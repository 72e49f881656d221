import { decodeRequest, FailureCode, LlmAnswer, LlmAttempt, requestKey, type LogRecord } from '#contracts';
import {
  beganAt,
  endOnRecord,
  noEnd,
  observedAttempt,
  requestOutline,
  type ObservedAttempt,
  type PastRequest,
  type RequestEnd,
} from '#fallback';
import { readRecord, type PartitionSpan, type TopicReader } from '#kafka';
import { createLogger } from '#telemetry';
import { z } from 'zod';
import type { OpenLog } from '../open-log.js';

/** Epoch ms; what was written at `until` is not in it. */
export interface Window {
  readonly since: number;
  readonly until: number;
}

/** What the log tells of a time, without what was asked and answered. */
export interface Past {
  /** Those that were written then. */
  readonly requests: readonly PastRequest[];
  /** Of each of them, in the same order. */
  readonly ends: readonly RequestEnd[];
  /** All that routers made then and about then, for whichever request, and all that these requests had later. */
  readonly attempts: readonly ObservedAttempt[];
  readonly routers: number;
  /** What is left out, and how often. */
  readonly cancelled: number;
  readonly unreadable: number;
  readonly cutShort: number;
}

/** What one reads of a terminal record: not the answer. */
const EndRecord = LlmAnswer.pick({ org: true, custom_id: true, routing: true }).extend({
  error: z.object({ code: FailureCode }).nullable(),
});

/** Calls just before and after a time tell of its edges. */
const marginMs = 900_000;

/** @throws when no request was written in that time, with what there is instead */
export async function readPast(log: OpenLog, window: Window): Promise<Past> {
  const { requests, unreadable } = await readRequests(log, window);
  const logger = createLogger('understudy-cli', { LOG_LEVEL: 'silent' });
  const ends = new Map<string, RequestEnd>();
  const attempts: ObservedAttempt[] = [];
  const routers = new Set<string>();
  let cutShort = 0;

  const takeAttempt = (record: LogRecord): void => {
    const attempt = readRecord(LlmAttempt, record, logger);
    if (attempt === null) return;
    const observed = observedAttempt(attempt);
    if (observed === null) cutShort += 1;
    else if (observed.startedAt < window.until + marginMs || requests.has(observed.request)) {
      attempts.push(observed);
      routers.add(attempt.router);
    }
  };
  const takeEnd = (record: LogRecord): void => {
    const end = readRecord(EndRecord, record, logger);
    const request = end && requests.get(requestKey(end));
    if (!end || !request || ends.has(request.key)) return;
    ends.set(request.key, endOnRecord(end));
    requests.set(request.key, { ...request, beganAt: beganAt(request.beganAt, end) });
  };

  await eachSince(await log.reader('attempts'), window.since - marginMs, takeAttempt);
  for (const id of ['responses', 'failures'] as const)
    await eachSince(await log.reader(id), window.since, takeEnd);

  // Whoever took one back would have done so whatever the config is.
  const kept = [...requests.values()].filter(({ key }) => ends.get(key)?.end !== 'cancelled');
  if (kept.length === 0) throw new Error(`all ${requests.size} request(s) of that time were cancelled`);
  return {
    requests: kept,
    ends: kept.map(({ key }) => ends.get(key) ?? noEnd(key)),
    attempts,
    routers: routers.size,
    cancelled: requests.size - kept.length,
    unreadable,
    cutShort,
  };
}

/** By key; one that came twice counts once, as in production. */
async function readRequests(log: OpenLog, { since, until }: Window) {
  const reader = await log.reader('requests');
  const spans = await reader.spans(since, until);
  const requests = new Map<string, PastRequest>();
  let unreadable = 0;
  await each(reader, spans, (record) => {
    const writtenAt = Number(record.timestamp);
    if (writtenAt < since || writtenAt >= until) return;
    const decoded = decodeRequest(record);
    if (decoded.kind === 'rejected') return void (unreadable += 1);
    const { request } = decoded;
    const key = requestKey(request);
    if (!requests.has(key)) requests.set(key, { key, request: requestOutline(request), beganAt: writtenAt });
  });
  if (requests.size === 0) throw new Error(whatThereIs(reader.topic, { since, until }, spans));
  return { requests, unreadable };
}

async function eachSince(reader: TopicReader, since: number, take: (record: LogRecord) => void) {
  await each(reader, await reader.spans(since, null), take);
}

async function each(
  reader: TopicReader,
  spans: readonly PartitionSpan[],
  take: (record: LogRecord) => void,
): Promise<void> {
  for (const { partition, from, to } of spans)
    for await (const record of reader.between(partition, from, to)) take(record);
}

function whatThereIs(topic: string, { since, until }: Window, spans: readonly PartitionSpan[]): string {
  const sum = (of: (span: PartitionSpan) => number): number =>
    spans.reduce((total, span) => total + of(span), 0);
  const before = sum(({ from, low }) => from - low);
  const after = sum(({ to, high }) => high - to);
  const [from, to] = [since, until].map((at) => new Date(at).toISOString());
  return (
    `no request was written between ${from} and ${to}: ${topic} has ${before} record(s) from before that and ` +
    `${after} from after it. --since and --until name another time.`
  );
}
