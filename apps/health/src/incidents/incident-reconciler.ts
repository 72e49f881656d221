import { Inject, Injectable } from '@nestjs/common';
import { cloudEventHeaders, eventTypes, topicName, type Alert, type ProviderHealth } from '#contracts';
import type { Clock } from '#fallback';
import { Publisher } from '#kafka';
import { openIncident, publishNotices, resolveIncident, type OpenIncident } from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import type { HealthSettings } from '../health-settings.js';
import { LiveRouting } from '../live-routing.js';
import { CLOCK, LOGGER, SETTINGS } from '../tokens.js';
import { orgOutageAlert } from './org-outage-alert.js';
import { OrgOutages } from './org-outages.js';
import { isProviderAlert, providerIncidents } from './provider-incidents.js';

/**
 * Makes the open incidents in the database those that the fleet's health and the organizations' outages call for.
 * Any replica may do it at any time: the database lets one of them open an incident, and one resolve it.
 */
@Injectable()
export class IncidentReconciler {
  private readonly generatorUrl: string;

  constructor(
    private readonly pool: Pool,
    private readonly publisher: Publisher,
    private readonly outages: OrgOutages,
    private readonly routing: LiveRouting,
    @Inject(SETTINGS) private readonly settings: HealthSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.generatorUrl = `${settings.publicUrl}/v1/alerts`;
  }

  /**
   * @param open read before `fleet`: an incident is opened only after the health that calls for it was saved, so what is
   *   open and has no such health in `fleet` is over
   */
  async reconcile(open: readonly OpenIncident[], fleet: readonly ProviderHealth[]): Promise<void> {
    const firing = await this.reconcileProviders(open, fleet);
    await this.reconcileOrgs(open, firing);
  }

  /** Publishes what was opened and resolved since, by whomever. */
  async publish(): Promise<void> {
    const { pool, publisher } = this;
    // A notice in hand keeps a transaction open, which the database ends when it lasts.
    if (publisher.isConnected()) await publishNotices(pool, (notice) => this.publishNotice(notice));
  }

  /** Says which alerts of providers fire now. */
  private async reconcileProviders(
    open: readonly OpenIncident[],
    fleet: readonly ProviderHealth[],
  ): Promise<Alert[]> {
    const { due, held } = providerIncidents(fleet, {
      providers: [...this.routing.config.providers.keys()],
      generatorUrl: this.generatorUrl,
      now: this.clock.now(),
    });
    const known = open.map(({ alert }) => alert).filter(({ labels }) => isProviderAlert(labels.alertname));
    const missing = due.filter(
      ({ fingerprint }) => !known.some((alert) => alert.fingerprint === fingerprint),
    );
    for (const alert of missing) await this.open(alert);
    for (const alert of known) if (!held.has(alert.fingerprint)) await this.resolve(alert);
    return [...known.filter(({ fingerprint }) => held.has(fingerprint)), ...missing];
  }

  private async reconcileOrgs(open: readonly OpenIncident[], firing: readonly Alert[]): Promise<void> {
    const { outages, clock, generatorUrl } = this;
    const told = new Set<string>();
    for (const { alert, lastSeenAt } of open) {
      const { alertname, org } = alert.labels;
      if (alertname !== 'AllProvidersFailed' || org === undefined) continue;
      if (outages.isOver(org, lastSeenAt.getTime(), clock.now())) await this.resolve(alert);
      else told.add(org);
    }
    for (const outage of outages.untold()) {
      await this.open(orgOutageAlert(outage, firing, generatorUrl));
      outages.markTold(outage);
      told.add(outage.org);
    }
    outages.remember(told);
  }

  private async open(alert: Alert): Promise<void> {
    const { pool, logger } = this;
    if (await openIncident(pool, alert))
      logger.warn({ labels: alert.labels }, `Alert: ${alert.annotations.summary}`);
  }

  private async resolve(alert: Alert): Promise<void> {
    const { pool, logger, clock } = this;
    const resolved = await resolveIncident(pool, alert.fingerprint, new Date(clock.now()));
    if (resolved) logger.info({ labels: alert.labels }, `Resolved: ${alert.annotations.summary}`);
  }

  private publishNotice(notice: Alert): Promise<void> {
    return this.publisher.publish(topicName('alerts', this.settings.topicPrefix), {
      key: notice.fingerprint,
      value: JSON.stringify(notice),
      headers: cloudEventHeaders({
        id: `${notice.fingerprint}@${notice.endsAt ?? notice.startsAt}`,
        type: eventTypes.alert,
        source: '/understudy/health',
        time: new Date(this.clock.now()),
      }),
    });
  }
}
