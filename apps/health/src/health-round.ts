import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#fallback';
import { LogServer } from '#kafka';
import { listLiveIncidents } from '#postgres';
import { Pool } from 'pg';
import { HealthRecorder } from './health-recorder.js';
import { IncidentReconciler } from './incidents/incident-reconciler.js';
import { OrgOutages } from './incidents/org-outages.js';
import { ProviderVerdicts } from './provider-verdicts.js';
import { CLOCK } from './tokens.js';

/** From what was folded to what is stored and told: health first, then the incidents that it calls for. */
@Injectable()
export class HealthRound {
  constructor(
    private readonly pool: Pool,
    private readonly recorder: HealthRecorder,
    private readonly verdicts: ProviderVerdicts,
    private readonly incidents: IncidentReconciler,
    private readonly outages: OrgOutages,
    private readonly server: LogServer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async make(): Promise<void> {
    this.outages.listening(this.server.isReady(), this.clock.now());
    await this.recorder.record();
    const live = await listLiveIncidents(this.pool);
    const fleet = await this.recorder.fleet();
    await this.verdicts.tell(fleet);
    await this.incidents.reconcile(live, fleet);
    await this.recorder.count();
  }
}
