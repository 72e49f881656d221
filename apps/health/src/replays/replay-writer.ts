import { Inject, Injectable } from '@nestjs/common';
import {
  defaultRequestLimits,
  topicName,
  type LlmRequest,
  type LogRecord,
  type OutgoingRecord,
  type Replay,
} from '#contracts';
import type { Clock } from '#fallback';
import { isTooLarge, Publisher } from '#kafka';
import type { HealthSettings } from '../health-settings.js';
import { CLOCK, SETTINGS } from '../tokens.js';
import type { ReplayEnd } from './replay-end.js';
import { replayRecord } from './replay-record.js';

export interface Manner {
  /** One of many. */
  readonly inBulk: boolean;
  /** All is done but the writing. */
  readonly dryRun: boolean;
}

/** Puts replays on `llm.requests`, and on no other topic. */
@Injectable()
export class ReplayWriter {
  constructor(
    private readonly publisher: Publisher,
    @Inject(SETTINGS) private readonly settings: Pick<HealthSettings, 'topicPrefix' | 'maxRequestBytes'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Resolves when it is on the log. Those of one partition keep the order in which they are given.
   * @param record where the request was read
   * @param n which replay of it this is
   */
  async write(
    record: LogRecord,
    request: LlmRequest,
    n: number,
    { inBulk, dryRun }: Manner,
    { headers, partition = null }: Partial<Pick<OutgoingRecord, 'headers' | 'partition'>>,
  ): Promise<ReplayEnd<Replay>> {
    const limits = { ...defaultRequestLimits, maxBytes: this.settings.maxRequestBytes };
    const replay = replayRecord(record, request, { n, inBulk, now: this.clock.now(), limits });
    if (replay.kind === 'refused') return replay;
    const { customId, outgoing, notes } = replay;
    if (!dryRun) {
      const why = await this.publish({
        ...outgoing,
        headers: { ...outgoing.headers, ...headers },
        partition,
      });
      if (why !== null) return { kind: 'refused', why };
    }
    const { org, custom_id } = request;
    return {
      kind: 'replayed',
      replay: { org, custom_id, replay: { custom_id: customId, n }, notes: [...notes] },
    };
  }

  /** Null when the log has it, or why it never will. */
  private async publish(record: OutgoingRecord): Promise<string | null> {
    const topic = topicName('requests', this.settings.topicPrefix);
    try {
      await this.publisher.publish(topic, record);
      return null;
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      return `it is larger than ${topic} takes: raise max.message.bytes there`;
    }
  }
}
