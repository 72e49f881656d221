import { Injectable, NotFoundException } from '@nestjs/common';
import {
  decodeRequest,
  defaultRequestLimits,
  type Replay,
  type ReplayRefusal,
  type Replays,
} from '#contracts';
import type { TopicReader } from '#kafka';
import type { RequestSource } from '#postgres';
import { Pool } from 'pg';
import { cursorOf } from '../http/paging.js';
import { failedRequests, type FailedFilter, type FailedRequest } from './failed-requests.js';
import { knownReplays } from './known-replays.js';
import { LogTopics } from './log-topics.js';
import { nextReplay } from './next-replay.js';
import { originalRecords, type OriginalRecord } from './original-records.js';
import { replayOrThrow, type ReplayEnd } from './replay-end.js';
import { ReplayWriter, type Manner } from './replay-writer.js';

/** A request whose next replay is due. */
interface Due {
  readonly org: string;
  readonly customId: string;
  readonly n: number;
  readonly source: RequestSource;
}

/** Requests that are in memory at once: each may be as large as its topic takes. */
const atOnce = 50;

/** G8: has failed requests tried again, as new requests. What they asked is read from the log, where it still lies. */
@Injectable()
export class RequestReplays {
  constructor(
    private readonly pool: Pool,
    private readonly topics: LogTopics,
    private readonly writer: ReplayWriter,
  ) {}

  /** @throws HttpException: there is no such request (404), it is none to replay (409), its record is gone (410) */
  async one(org: string, customId: string): Promise<Replay> {
    const subject = `request '${customId}' of organization '${org}'`;
    // Postgres cannot even be asked for a name with a NUL, and no request has one.
    const isName = !`${org}${customId}`.includes('\u0000');
    const [known] = await knownReplays(this.pool, isName ? [{ org, custom_id: customId }] : []);
    if (known === undefined || known.request === null)
      throw new NotFoundException(`the ledger has no ${subject}; ${seeDeadLetters}`);
    const due = dueReplay({ org, customId, known });
    if (typeof due === 'string') return replayOrThrow(subject, { kind: 'refused', why: due });
    const manner = { inBulk: false, dryRun: false };
    const [end] = await this.topics.read('requests', (reader) => this.replay(reader, [due], manner));
    return replayOrThrow(subject, end!);
  }

  async many(filter: FailedFilter, limit: number, dryRun: boolean): Promise<Replays> {
    const { found, next } = await failedRequests(this.pool, filter, limit);
    const replayed: Replay[] = [];
    const refused: ReplayRefusal[] = [];
    const refuse = ({ org, customId }: Pick<Due, 'org' | 'customId'>, why: string): void =>
      void refused.push({ org, custom_id: customId, why });

    const due: Due[] = [];
    for (const request of found) {
      const next = dueReplay(request);
      if (typeof next === 'string') refuse(request, next);
      else due.push(next);
    }
    if (due.length > 0)
      await this.topics.read('requests', async (reader) => {
        const inOrder = due.toSorted(byPlace);
        for (let from = 0; from < inOrder.length; from += atOnce) {
          const some = inOrder.slice(from, from + atOnce);
          const ends = await this.replay(reader, some, { inBulk: true, dryRun });
          for (const [index, end] of ends.entries()) {
            if (end.kind === 'replayed') replayed.push(end.replay);
            else refuse(some[index]!, end.why);
          }
        }
      });
    const cursor = next === null ? null : cursorOf([next.at.toISOString(), next.id]);
    return { dry_run: dryRun, replayed, refused, next: cursor };
  }

  /** In the order of the log, so that what has one key keeps its order. */
  private async replay(
    reader: TopicReader,
    due: readonly Due[],
    manner: Manner,
  ): Promise<ReplayEnd<Replay>[]> {
    const originals = await originalRecords(
      reader,
      due.map(({ source }) => source),
    );
    return Promise.all(due.map((each, index) => this.put(each, originals[index]!, manner)));
  }

  private async put(
    { org, customId, n, source }: Due,
    original: OriginalRecord,
    manner: Manner,
  ): Promise<ReplayEnd<Replay>> {
    if (original.kind === 'gone') return original;
    const { record } = original;
    const decoded = decodeRequest(record, { ...defaultRequestLimits, maxBytes: Infinity });
    if (decoded.kind === 'rejected' || nameOf(decoded.request) !== nameOf({ org, custom_id: customId }))
      return { kind: 'gone', why: `another record lies at its place now: ${source.topic} was made anew` };
    return this.writer.write(record, decoded.request, n, manner, { partition: source.partition });
  }
}

const seeDeadLetters = '`understudy dead-letters list` has what no router took as a request';

/** Or why there is none. */
function dueReplay({ org, customId, known }: FailedRequest): Due | string {
  const source = known.request?.source ?? null;
  if (source === null) return `the ledger does not have it; ${seeDeadLetters}`;
  const next = nextReplay(known);
  return next.kind === 'refused' ? next.why : { org, customId, n: next.n, source };
}

const byPlace = ({ source: a }: Due, { source: b }: Due): number =>
  a.partition - b.partition || Number(a.offset) - Number(b.offset);

/** Half a surrogate pair is U+FFFD in the ledger. */
const nameOf = ({ org, custom_id: customId }: { readonly org: string; readonly custom_id: string }): string =>
  `${org}\0${customId}`.toWellFormed();
