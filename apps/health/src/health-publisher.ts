import { Inject, Injectable } from '@nestjs/common';
import { cloudEventHeaders, eventTypes, topicName, type ProviderHealth } from '#contracts';
import { stepName, type Clock } from '#fallback';
import { Publisher } from '#kafka';
import type { HealthSettings } from './health-settings.js';
import { CLOCK, SETTINGS } from './tokens.js';

/** Writes to `llm.provider-health`. */
@Injectable()
export class HealthPublisher {
  constructor(
    private readonly publisher: Publisher,
    @Inject(SETTINGS) private readonly settings: HealthSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  publish(record: ProviderHealth): Promise<void> {
    const key = stepName(record);
    return this.publisher.publish(topicName('providerHealth', this.settings.topicPrefix), {
      key,
      value: JSON.stringify(record),
      headers: cloudEventHeaders({
        id: `${key}@${record.seq}`,
        type: eventTypes.providerHealth,
        source: '/understudy/health',
        time: new Date(this.clock.now()),
      }),
    });
  }
}
