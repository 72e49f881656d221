import { randomUUID } from 'node:crypto';
import { Inject, Injectable, ServiceUnavailableException } from '@nestjs/common';
import { cloudEventHeaders, eventTypes, topicName } from '#contracts';
import type { Clock } from '#fallback';
import { Publisher } from '#kafka';
import type { HealthSettings } from '../health-settings.js';
import { CLOCK, SETTINGS } from '../tokens.js';
import type { Control } from '#contracts';
import { controlKey } from './control-keys.js';

/** Tells the whole fleet what an operator wants, on `llm.control`; this process hears it there as all others do. */
@Injectable()
export class ControlPublisher {
  constructor(
    private readonly publisher: Publisher,
    @Inject(SETTINGS) private readonly settings: HealthSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Resolves when it is on the log. */
  say(order: Control): Promise<void> {
    return this.publish(controlKey(order), JSON.stringify(order));
  }

  /** What was said under this key no longer holds. */
  takeBack(key: string): Promise<void> {
    return this.publish(key, null);
  }

  private async publish(key: string, value: string | null): Promise<void> {
    // It would wait for Kafka for as long as that takes, and the operator with it.
    if (!this.publisher.isConnected())
      throw new ServiceUnavailableException('Kafka cannot be reached, so nobody was told: try again later');
    await this.publisher.publish(topicName('control', this.settings.topicPrefix), {
      key,
      value,
      headers: cloudEventHeaders({
        id: randomUUID(),
        type: eventTypes.control,
        source: '/understudy/health',
        time: new Date(this.clock.now()),
      }),
    });
  }
}
