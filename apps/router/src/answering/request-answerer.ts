import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { decodeRequest, defaultRequestLimits, topicName, type LlmRequest, type LogRecord } from '#contracts';
import { systemClock } from '#fallback';
import { Publisher } from '#kafka';
import { Ledger } from '#postgres';
import type { Logger } from 'pino';
import { OneAtATime } from './one-at-a-time.js';
import { RejectedRequests } from './rejected-requests.js';
import { RequestWalker } from './request-walker.js';
import { outgoing, type ResultRecord } from '../records/result-record.js';
import { routerSettings } from '../router-settings.js';
import { LOGGER } from '../tokens.js';

/** How long at most until a request that another router holds is asked for again. */
const askAgainMs = 500;

/** `left`: another router runs the request, and this one stops; the record is for whoever gets it next. */
export type Settlement = 'settled' | 'left';

/**
 * Sees one record of `llm.requests` through to its end. A request is: claimed (ours to run) → finished (its result is
 * in the ledger, under our fence) → published → marked, and only then is the record done. Whatever dies in between, the
 * record comes again and goes on where the ledger says it was; a result that lost its fence is dropped, never sent.
 */
@Injectable()
export class RequestAnswerer {
  private readonly sameRequest = new OneAtATime();
  private readonly aborted = new AbortController();
  private readonly leaving = new AbortController();

  constructor(
    @Inject(routerSettings.KEY) private readonly settings: ConfigType<typeof routerSettings>,
    private readonly ledger: Ledger,
    private readonly walker: RequestWalker,
    private readonly publisher: Publisher,
    private readonly rejected: RejectedRequests,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** At shutdown: what another router runs is not waited for any more. */
  stopWaiting(): void {
    this.leaving.abort();
  }

  async answer(record: LogRecord): Promise<Settlement> {
    const { maxRequestBytes } = this.settings;
    const decoded = decodeRequest(record, {
      maxBytes: maxRequestBytes,
      maxDepth: defaultRequestLimits.maxDepth,
    });
    if (decoded.kind === 'rejected') {
      await this.rejected.reject(record, 'InvalidRequest', decoded.problem, decoded.sender);
      return 'settled';
    }
    const { request } = decoded;
    const key = JSON.stringify([request.org, request.custom_id]);
    return this.sameRequest.run(key, () => this.settle(record, request));
  }

  /** A record whose handling broke: a defect of ours, which must neither stop the rest nor go unanswered. */
  async giveUp(record: LogRecord, error: Error): Promise<void> {
    const decoded = decodeRequest(record);
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

  private async settle(record: LogRecord, request: LlmRequest): Promise<Settlement> {
    const identity = { org: request.org, customId: request.custom_id };
    const { topic, partition, offset } = record;
    for (;;) {
      const claim = await this.ledger.claim({ ...identity, source: { topic, partition, offset } });
      switch (claim.kind) {
        case 'published':
          if (!claim.sameSource) await this.send({ ...claim.result, key: record.key });
          return 'settled';
        case 'held':
          if (this.leaving.signal.aborted) return 'left';
          await systemClock.sleep(Math.min(askAgainMs, Math.max(claim.leaseLeftMs, 50)), this.leaving.signal);
          break;
        case 'unpublished':
          await this.sendAndMark(identity, claim.fence, claim.result);
          return 'settled';
        case 'claimed': {
          const result = await this.walker.walk(record, request, claim.fence, this.aborted.signal);
          if (await this.ledger.finish({ ...identity, fence: claim.fence, result })) {
            await this.sendAndMark(identity, claim.fence, result);
            return 'settled';
          }
          this.logger.warn(
            { ...identity, topic, partition, offset },
            'another router took this request over: our result is dropped',
          );
        }
      }
    }
  }

  private async sendAndMark(
    identity: { org: string; customId: string },
    fence: number,
    result: ResultRecord,
  ): Promise<void> {
    await this.send(result);
    await this.ledger.markPublished({ ...identity, fence });
  }

  private send(result: ResultRecord): Promise<void> {
    return this.publisher.publish(topicName(result.topic, this.settings.topicPrefix), outgoing(result), {
      span: true,
    });
  }
}
