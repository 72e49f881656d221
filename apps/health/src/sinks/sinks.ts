import { Inject, Injectable } from '@nestjs/common';
import type { Alert } from '#contracts';
import type { Clock, SinkConfig } from '#fallback';
import { findOrganization } from '#postgres';
import { Pool } from 'pg';
import type { HealthSettings } from '../health-settings.js';
import { LiveRouting } from '../live-routing.js';
import { CLOCK, SETTINGS } from '../tokens.js';
import type { Message } from './message.js';
import { sendByEmail } from './send-by-email.js';
import { sendToAlertmanager } from './send-to-alertmanager.js';
import { sendToPagerDuty } from './send-to-pagerduty.js';
import { sendToSlack } from './send-to-slack.js';
import { sendToWebhook } from './send-to-webhook.js';
import { topicSink } from './sink-traits.js';
import { TopicPublisher } from './topic-publisher.js';
import { Undeliverable } from './undeliverable.js';
import { requireAddress, requireVariable } from './variables.js';

/** The topic and the sinks of the config in force, by their names. */
@Injectable()
export class Sinks {
  constructor(
    private readonly pool: Pool,
    private readonly topic: TopicPublisher,
    private readonly routing: LiveRouting,
    @Inject(SETTINGS) private readonly settings: HealthSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** All that there are. */
  names(): string[] {
    return [topicSink, ...this.routing.config.alerts.sinks.keys()];
  }

  /** Those that may be spoken to now. */
  ready(): string[] {
    return this.names().filter((name) => name !== topicSink || this.topic.isReady());
  }

  /** @throws Undeliverable */
  async send(name: string, message: Omit<Message, 'receiver' | 'externalUrl'>): Promise<void> {
    if (name === topicSink) return this.topic.publish(message.alerts);
    const config = this.routing.config.alerts.sinks.get(name);
    if (config === undefined) throw new Undeliverable(`the config has no sink '${name}' any more`);
    await this.sendTo(config, { ...message, receiver: name, externalUrl: this.settings.publicUrl });
  }

  private async sendTo(config: SinkConfig, message: Message): Promise<void> {
    const { variables } = this.settings;
    const now = this.clock.now();
    switch (config.kind) {
      case 'alertmanager':
        return sendToAlertmanager(requireAddress(config.urlEnv, variables), message, now);
      case 'webhook': {
        const secret = requireVariable(config.secretEnv, variables);
        return sendToWebhook(requireAddress(config.urlEnv, variables), secret, message, now);
      }
      case 'slack':
        return sendToSlack(requireAddress(config.urlEnv, variables), message);
      case 'pagerduty':
        return sendToPagerDuty(config.url, requireVariable(config.routingKeyEnv, variables), message);
      case 'email': {
        const to = config.to === 'admins' ? await this.adminsOf(message.alerts[0]) : config.to;
        // An organization without admins has nobody to tell.
        if (to.length === 0) return;
        const smtpUrl = requireVariable(config.smtpUrlEnv, variables);
        return sendByEmail({ smtpUrl, from: config.from, to }, message);
      }
    }
  }

  /** A group that goes to admins is of one organization. */
  private async adminsOf(alert: Alert | undefined): Promise<readonly string[]> {
    const org = alert?.labels.org;
    return org === undefined ? [] : ((await findOrganization(this.pool, org))?.admins ?? []);
  }
}
