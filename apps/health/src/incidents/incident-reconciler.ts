import { Inject, Injectable } from '@nestjs/common';
import type { Alert, ProviderHealth } from '#contracts';
import type { AlertPolicy, Clock } from '#fallback';
import {
  calmIncident,
  holdIncident,
  listSpentBudgets,
  raiseIncident,
  sumTallies,
  type LiveIncident,
} from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { addressesOf } from '../alerts/addresses-of.js';
import { Deliveries } from '../alerts/deliveries.js';
import type { HealthSettings } from '../health-settings.js';
import { LiveRouting } from '../live-routing.js';
import { CLOCK, LOGGER, SETTINGS } from '../tokens.js';
import { budgetAlerts } from './budget-alerts.js';
import type { CountingContext } from './counted-alert.js';
import { degradedAlerts } from './degraded-alerts.js';
import { deadLetterAlerts } from './dead-letter-alerts.js';
import { fallbackRateAlerts } from './fallback-rate-alerts.js';
import { missingModelAlerts } from './missing-model-alerts.js';
import { orgOutageAlert } from './org-outage-alert.js';
import { OrgOutages } from './org-outages.js';
import { isProviderAlert, providerAlertNames, providerIncidents } from './provider-incidents.js';
import { nothingElse, type Situation } from './situation.js';
import { Tallies } from './tallies.js';

/**
 * Makes the live incidents in the database those that the fleet's health, the organizations' outages and what was counted
 * call for. Any replica may do it at any time: the database lets one of them open an incident, and one resolve it.
 */
@Injectable()
export class IncidentReconciler {
  constructor(
    private readonly pool: Pool,
    private readonly outages: OrgOutages,
    private readonly tallies: Tallies,
    private readonly deliveries: Deliveries,
    private readonly routing: LiveRouting,
    @Inject(SETTINGS) private readonly settings: HealthSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param live read before `fleet`: an incident is raised only after the health that calls for it was saved, so what is
   *   live and has no such health in `fleet` is over
   */
  async reconcile(live: readonly LiveIncident[], fleet: readonly ProviderHealth[]): Promise<void> {
    await this.tallies.save();
    const providers = this.providers(fleet);
    const degraded = degradedAlerts(fleet, this.context);
    const others: Situation = { alertnames: ['ProviderDegraded'], due: degraded, holds: nothingElse };
    for (const situation of [providers, others, ...(await this.counted())])
      await this.settle(live, situation);
    const held = live.filter(({ alert }) => isProviderAlert(alert.labels.alertname)).filter(providers.holds);
    const known = new Map(
      [...providers.due, ...held.map(({ alert }) => alert)].map((alert) => [alert.fingerprint, alert]),
    );
    await this.settleOrgs(live, [...known.values()]);
  }

  private get policy(): AlertPolicy {
    return this.routing.config.alerts;
  }

  private get context(): CountingContext {
    return { generatorUrl: `${this.settings.publicUrl}/v1/alerts`, now: this.clock.now() };
  }

  private providers(fleet: readonly ProviderHealth[]): Situation {
    const { due, held } = providerIncidents(fleet, {
      providers: [...this.routing.config.providers.keys()],
      ...this.context,
    });
    return { alertnames: providerAlertNames, due, holds: ({ alert }) => held.has(alert.fingerprint) };
  }

  private async counted(): Promise<Situation[]> {
    const { pool, context } = this;
    const { fallbacks, missingModels, deadLetters, budgetPercents } = this.policy;
    const counts = {
      fallbacks: await sumTallies(pool, 'fallbacks', fallbacks.windowMs),
      missingModels: await sumTallies(pool, 'missing_models', missingModels.windowMs),
      deadLetters: await sumTallies(pool, 'dead_letters', deadLetters.windowMs),
      budgets: await listSpentBudgets(pool, Math.min(...budgetPercents) / 100),
    };
    return [
      {
        alertnames: ['FallbackRateHigh'],
        due: fallbackRateAlerts(counts.fallbacks, fallbacks, context),
        holds: nothingElse,
      },
      {
        alertnames: ['ModelNotFound'],
        due: missingModelAlerts(counts.missingModels, missingModels, context),
        holds: nothingElse,
      },
      {
        alertnames: ['DeadLetters'],
        due: deadLetterAlerts(counts.deadLetters, deadLetters, context),
        holds: nothingElse,
      },
      {
        alertnames: ['BudgetThreshold'],
        due: budgetAlerts(counts.budgets, budgetPercents, context),
        holds: nothingElse,
      },
    ];
  }

  private async settle(live: readonly LiveIncident[], { alertnames, due, holds }: Situation): Promise<void> {
    const known = new Map(
      live
        .filter(({ alert }) => alertnames.includes(alert.labels.alertname))
        .map((incident) => [incident.alert.fingerprint, incident]),
    );
    for (const alert of due) {
      const incident = known.get(alert.fingerprint);
      known.delete(alert.fingerprint);
      if (incident === undefined || incident.isPending) await this.raise(alert);
      else await this.hold(incident);
    }
    for (const incident of known.values()) {
      if (holds(incident)) await this.hold(incident);
      else await this.calm(incident);
    }
  }

  /** Not by what is due: every failure of an organization is to be seen, and its requests to be handed over. */
  private async settleOrgs(live: readonly LiveIncident[], firing: readonly Alert[]): Promise<void> {
    const { outages, clock } = this;
    const told = new Set<string>();
    for (const incident of live) {
      const { alertname, org } = incident.alert.labels;
      if (alertname !== 'AllProvidersFailed' || org === undefined) continue;
      if (outages.isOver(org, incident.lastSeenAt.getTime(), clock.now())) {
        await this.calm(incident);
        continue;
      }
      await this.hold(incident);
      told.add(org);
    }
    for (const outage of outages.untold()) {
      await this.raise(orgOutageAlert(outage, firing, this.context.generatorUrl), outage.handoffs);
      outages.markTold(outage);
      told.add(outage.org);
    }
    outages.remember(told);
  }

  private async raise(draft: Alert, handoffs: readonly string[] = []): Promise<void> {
    const { pool, logger, policy } = this;
    const { forMs, severity } = policy.rules[draft.labels.alertname];
    const alert: Alert = {
      ...draft,
      labels: { ...draft.labels, severity: severity ?? draft.labels.severity },
      annotations: { ...draft.annotations, ...this.links(draft) },
    };
    const opened = await raiseIncident(pool, { alert, forMs, handoffs, to: addressesOf(alert, policy) });
    if (!opened) return;
    logger.warn({ labels: alert.labels }, `Alert: ${alert.annotations.summary}`);
    this.deliveries.wake();
  }

  private links({ labels }: Alert): Pick<Alert['annotations'], 'runbook_url' | 'dashboard_url'> {
    const { publicUrl } = this.settings;
    const runbooks = this.policy.runbooksUrl?.replace(/\/+$/, '') ?? `${publicUrl}/runbooks`;
    return { runbook_url: `${runbooks}/${labels.alertname}.md`, dashboard_url: `${publicUrl}/` };
  }

  private async hold({ alert, quietSince }: LiveIncident): Promise<void> {
    if (quietSince !== null) await holdIncident(this.pool, alert.fingerprint);
  }

  private async calm({ alert }: LiveIncident): Promise<void> {
    const { pool, logger, clock, policy } = this;
    const resolved = await calmIncident(pool, {
      fingerprint: alert.fingerprint,
      keepFiringForMs: policy.rules[alert.labels.alertname].keepFiringForMs,
      at: new Date(clock.now()),
    });
    if (!resolved) return;
    logger.info({ labels: alert.labels }, `Resolved: ${alert.annotations.summary}`);
    this.deliveries.wake();
  }
}
