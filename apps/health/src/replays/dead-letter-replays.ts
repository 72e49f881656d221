import { GoneException, Injectable, NotFoundException } from '@nestjs/common';
import {
  decodeRequest,
  defaultRequestLimits,
  rejectionOf,
  type DeadLetterRefusal,
  type DeadLetterReplay,
  type DeadLetterReplays as Replays,
  type LlmRequest,
  type LogRecord,
} from '#contracts';
import type { KnownReplays } from '#postgres';
import { Pool } from 'pg';
import { cursorOf } from '../http/paging.js';
import { DeadLetterLog, type DeadLetterFilter } from './dead-letter-log.js';
import { youngest } from './dead-letter-pages.js';
import { replayHeader } from './dead-letter-view.js';
import { familyOf, knownReplays } from './known-replays.js';
import { nextReplay } from './next-replay.js';
import { replayOrThrow, type ReplayEnd } from './replay-end.js';
import { ReplayWriter, type Manner } from './replay-writer.js';

/** Dead letters that are in memory at once: many are one because they are large. */
const atOnce = 20;

/**
 * G8: has dead letters tried again whose cause is mended. Its sender was told of a failure under its id, so that it is
 * replayed as a request that failed is: under a new one. What no router of this version would take stays where it is.
 */
@Injectable()
export class DeadLetterReplays {
  constructor(
    private readonly pool: Pool,
    private readonly log: DeadLetterLog,
    private readonly writer: ReplayWriter,
  ) {}

  /** @throws HttpException: there is no such dead letter (404), it is none to replay (409), it is gone (410) */
  async one(partition: number, offset: number): Promise<DeadLetterReplay> {
    const subject = `dead letter ${partition}/${offset}`;
    const record = await this.log.find(partition, offset);
    if (record === undefined) throw new NotFoundException(`there is no ${subject}`);
    if (record === null) throw new GoneException(`${subject} is no longer on the log`);
    const [end] = await this.replay([record], { inBulk: false, dryRun: false }, new Set());
    return replayOrThrow(subject, end!);
  }

  many(filter: DeadLetterFilter, limit: number, dryRun: boolean): Promise<Replays> {
    return this.log.read(filter, async (stretches, recordsOf) => {
      const { taken, left } = youngest(stretches, limit);
      const replayed: DeadLetterReplay[] = [];
      const refused: DeadLetterRefusal[] = [];
      const families = new Set<string>();
      for (const stretch of taken) {
        for (let { from } = stretch; from < stretch.to; from += atOnce) {
          const records = await recordsOf({ ...stretch, from, to: Math.min(from + atOnce, stretch.to) });
          const ends = await this.replay(records, { inBulk: true, dryRun }, families);
          for (const [index, end] of ends.entries()) {
            const { partition, offset } = records[index]!;
            if (end.kind === 'replayed') replayed.push(end.replay);
            else refused.push({ partition, offset, why: end.why });
          }
        }
      }
      return { dry_run: dryRun, replayed, refused, next: left === null ? null : cursorOf(left) };
    });
  }

  /** @param families whose requests were replayed before in the same call; those of these are added */
  private async replay(
    records: readonly LogRecord[],
    manner: Manner,
    families: Set<string>,
  ): Promise<ReplayEnd<DeadLetterReplay>[]> {
    const limits = { ...defaultRequestLimits, maxBytes: Infinity };
    const all = records.map((record) => ({ record, decoded: decodeRequest(record, limits) }));
    const readable = all.flatMap(({ record, decoded }) =>
      decoded.kind === 'accepted' ? [{ record, request: decoded.request }] : [],
    );
    const known = await knownReplays(
      this.pool,
      readable.map(({ request }) => request),
    );
    const knownOf = new Map(readable.map(({ record }, index) => [record, known[index]!]));
    return Promise.all(
      all.map(async ({ record, decoded }) =>
        decoded.kind === 'rejected'
          ? refused(`no router would take it: ${decoded.problem}`)
          : this.put(record, decoded.request, knownOf.get(record)!, manner, families),
      ),
    );
  }

  private async put(
    record: LogRecord,
    request: LlmRequest,
    known: KnownReplays,
    manner: Manner,
    families: Set<string>,
  ): Promise<ReplayEnd<DeadLetterReplay>> {
    const next = nextReplay(isGivenUp(record, known) ? { ...known, request: null } : known);
    if (next.kind === 'refused') return next;
    const family = familyOf(request);
    if (families.has(family))
      return refused(`another dead letter of the request '${request.custom_id}' is replayed`);
    families.add(family);

    const { partition, offset } = record;
    const headers = { [replayHeader]: `${partition}/${offset}` };
    const end = await this.writer.write(record, request, next.n, manner, { headers });
    return end.kind === 'replayed' ? { ...end, replay: { partition, offset, ...end.replay } } : end;
  }
}

const refused = (why: string) => ({ kind: 'refused', why }) as const;

/** A router met a defect of its own after it had claimed it: the ledger waits for an end that was told already. */
function isGivenUp({ headers }: LogRecord, { request }: KnownReplays): boolean {
  const { original } = rejectionOf(headers);
  const source = request?.source ?? null;
  return (
    request?.state !== 'answered' &&
    original !== null &&
    source?.topic === original.topic &&
    source.partition === original.partition &&
    source.offset === original.offset
  );
}
