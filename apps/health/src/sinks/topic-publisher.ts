import { Inject, Injectable } from '@nestjs/common';
import { cloudEventHeaders, eventTypes, topicName, type Alert } from '#contracts';
import type { Clock } from '#fallback';
import { Publisher } from '#kafka';
import type { HealthSettings } from '../health-settings.js';
import { CLOCK, SETTINGS } from '../tokens.js';

/** The sink that is always there: `llm.alerts`. */
@Injectable()
export class TopicPublisher {
  constructor(
    private readonly publisher: Publisher,
    @Inject(SETTINGS) private readonly settings: HealthSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  isReady(): boolean {
    return this.publisher.isConnected();
  }

  async publish(alerts: readonly Alert[]): Promise<void> {
    await Promise.all(alerts.map((alert) => this.publishOne(alert)));
  }

  private publishOne(alert: Alert): Promise<void> {
    return this.publisher.publish(topicName('alerts', this.settings.topicPrefix), {
      key: alert.fingerprint,
      value: JSON.stringify(alert),
      headers: cloudEventHeaders({
        id: `${alert.fingerprint}@${alert.endsAt ?? alert.startsAt}`,
        type: eventTypes.alert,
        source: '/understudy/health',
        time: new Date(this.clock.now()),
      }),
    });
  }
}
