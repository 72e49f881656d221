import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { cloudEventHeaders, eventTypes, topicName, type LlmRequest } from '#contracts';
import { systemClock } from '#fallback';
import { Publisher } from '#kafka';
import type { Logger } from 'pino';
import { routerSettings } from '../router-settings.js';
import { LOGGER } from '../tokens.js';
import { ChunkStream, type Streamed } from './chunk-stream.js';

/** Opens a stream on `llm.chunks` for each request that asks for one. */
@Injectable()
export class ChunkJournal {
  constructor(
    @Inject(routerSettings.KEY) private readonly settings: ConfigType<typeof routerSettings>,
    private readonly publisher: Publisher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Null for a request that wants its answer whole. */
  open(request: LlmRequest, { run, resultId }: Pick<Streamed, 'run' | 'resultId'>): ChunkStream | null {
    if (request.url !== '/v1/chat/completions' || request.body.stream !== true) return null;
    const topic = topicName('chunks', this.settings.topicPrefix);
    const { custom_id, org } = request;
    const stream = new ChunkStream({ custom_id, org, run, resultId }, async (chunk) => {
      const headers = cloudEventHeaders({
        id: `${chunk.attempt_id}/${chunk.seq}`,
        type: eventTypes.chunk,
        source: '/understudy/router',
        time: new Date(systemClock.now()),
      });
      await this.publisher
        .publish(topic, { key: custom_id, value: JSON.stringify(chunk), headers })
        .catch((error: unknown) => {
          this.logger.error({ reason: String(error), custom_id }, 'a chunk could not be sent');
        });
    });
    stream.open();
    return stream;
  }
}
