import { Inject, Injectable } from '@nestjs/common';
import { requestKey, type LlmRequest, type LogRecord } from '#contracts';
import { systemClock } from '#fallback';
import { Ledger, type RequestKey } from '#postgres';
import type { Logger } from 'pino';
import { Cancellations } from './cancellations.js';
import { DecodedRequests } from './decoded-requests.js';
import type { Errand } from './errand.js';
import { OneAtATime } from './one-at-a-time.js';
import { RejectedRequests } from './rejected-requests.js';
import { RequestWalker, type WalkEnd } from './request-walker.js';
import { ResultPublisher } from './result-publisher.js';
import type { EarlierRounds } from '../records/earlier-rounds.js';
import type { ResultRecord } from '../records/result-record.js';
import { LOGGER } from '../tokens.js';

/** How long at most until a request that another router holds is asked for again. */
const askAgainMs = 500;

/** `left`: another router runs the request, or nothing can be published, and this one stops; the record is for whoever gets it next. */
export type Settlement = 'settled' | 'left';

/**
 * Sees one record of `llm.requests` through to its end. A request is: claimed (ours to run) → finished (its result is
 * in the ledger, under our fence) → published → marked, and only then is the record done. Whatever dies in between, the
 * record comes again and goes on where the ledger says it was; a result that lost its fence is dropped, never sent.
 * A request whose providers cannot go on is laid aside in the ledger instead, if it has the time; its record is done then.
 */
@Injectable()
export class RequestAnswerer {
  private readonly sameRequest = new OneAtATime();
  private readonly leaving = new AbortController();

  constructor(
    private readonly requests: DecodedRequests,
    private readonly ledger: Ledger,
    private readonly walker: RequestWalker,
    private readonly cancellations: Cancellations,
    private readonly results: ResultPublisher,
    private readonly rejected: RejectedRequests,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** At shutdown: nothing is waited for any more but the calls that are under way. */
  stopWaiting(): void {
    this.leaving.abort();
  }

  /** @param earlier of a request that has waited: what became of it before, null for one that comes from the log */
  async answer(record: LogRecord, earlier: EarlierRounds | null = null): Promise<Settlement> {
    const decoded = this.requests.of(record);
    if (decoded.kind === 'rejected') {
      await this.rejected.reject(record, 'InvalidRequest', decoded.problem, decoded.sender);
      return 'settled';
    }
    const { request } = decoded;
    const key = requestKey(request);
    return this.sameRequest.run(key, () =>
      this.cancellations.during(key, (cancelled) =>
        this.settle({ record, request, earlier, cancelled, leaving: this.leaving.signal }),
      ),
    );
  }

  /** A record whose handling broke: a defect of ours, which must neither stop the rest nor go unanswered. */
  async giveUp(record: LogRecord, error: Error): Promise<void> {
    const decoded = this.requests.of(record);
    const sender =
      decoded.kind === 'accepted'
        ? {
            customId: decoded.request.custom_id,
            org: decoded.request.org,
            metadata: decoded.request.metadata,
          }
        : decoded.sender;
    await this.rejected.reject(
      record,
      error.name,
      'the router could not handle this record; see its log',
      sender,
    );
  }

  private async settle(errand: Errand): Promise<Settlement> {
    const { record, request, earlier, leaving } = errand;
    const identity = identityOf(request);
    const { topic, partition, offset } = record;
    // Kafka is away, or slow: what is not begun adds nothing to what waits for it, and its slot slows the intake.
    if (!(await this.results.room(leaving))) return 'left';
    for (;;) {
      const claim =
        earlier === null
          ? await this.ledger.claim({ ...identity, source: { topic, partition, offset } })
          : await this.ledger.resume(identity);
      switch (claim.kind) {
        case 'waiting':
        case 'taken':
          return 'settled';
        case 'ended':
          await this.ledger.forgetWaiting(identity);
          return 'settled';
        case 'published':
          if (!claim.sameSource) await this.results.send(record, { ...claim.result, key: record.key });
          return 'settled';
        case 'held':
          if (leaving.aborted) return 'left';
          await systemClock.sleep(Math.min(askAgainMs, Math.max(claim.leaseLeftMs, 50)), leaving);
          break;
        case 'unpublished':
          await this.sendAndMark(errand, claim.fence, claim.result);
          return 'settled';
        case 'claimed': {
          const end = await this.walker.walk(errand, claim.fence);
          if (end.kind === 'left') return 'left';
          if (await this.keep(errand, claim.fence, end)) return 'settled';
          this.logger.warn(
            { ...identity, topic, partition, offset },
            'another router took this request over: our result is dropped',
          );
        }
      }
    }
  }

  /** False when the request is another router's by now. */
  private async keep(
    errand: Errand,
    fence: number,
    end: Exclude<WalkEnd, { kind: 'left' }>,
  ): Promise<boolean> {
    const { record, request } = errand;
    const identity = identityOf(request);
    if (end.kind === 'waits') return this.ledger.park({ ...identity, ...end, fence, record });
    if (!(await this.ledger.finish({ ...identity, fence, result: end.result }))) return false;
    await this.sendAndMark(errand, fence, end.result);
    return true;
  }

  private async sendAndMark(errand: Errand, fence: number, result: ResultRecord): Promise<void> {
    const { record, request, earlier } = errand;
    const identity = identityOf(request);
    await this.results.send(record, result);
    await this.ledger.markPublished({ ...identity, fence });
    if (earlier !== null) await this.ledger.forgetWaiting(identity);
  }
}

const identityOf = ({ org, custom_id: customId }: LlmRequest): RequestKey => ({ org, customId });
