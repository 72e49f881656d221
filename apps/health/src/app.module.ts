import { Module, type DynamicModule } from '@nestjs/common';
import type { Clock } from '#fallback';
import { ProbesController, type ServiceContext } from '#service';
import type { Logger } from 'pino';
import { Deliveries } from './alerts/deliveries.js';
import { ControlListener } from './control/control-listener.js';
import { ControlPublisher } from './control/control-publisher.js';
import { ForcedProvider } from './control/forced-provider.js';
import { healthRules } from './folding/health-rules.js';
import { FoldedAttempts } from './folding/folded-attempts.js';
import { HealthTable } from './folding/health-table.js';
import { logTransition } from './folding/log-transition.js';
import { HealthPublisher } from './health-publisher.js';
import { HealthRecorder } from './health-recorder.js';
import { HealthRound } from './health-round.js';
import type { HealthSettings } from './health-settings.js';
import { AlertsController } from './http/alerts.controller.js';
import { IndexController } from './http/index.controller.js';
import { OrganizationsController } from './http/organizations.controller.js';
import { PageModule } from './http/page.module.js';
import { PreferencesController } from './http/preferences.controller.js';
import { ProvidersController } from './http/providers.controller.js';
import { RequestsController } from './http/requests.controller.js';
import { RunbooksController } from './http/runbooks.controller.js';
import { SilencesController } from './http/silences.controller.js';
import { StatusController } from './http/status.controller.js';
import { IncidentReconciler } from './incidents/incident-reconciler.js';
import { OrgOutages } from './incidents/org-outages.js';
import { Tallies } from './incidents/tallies.js';
import { LiveRouting } from './live-routing.js';
import { AttemptsController } from './log/attempts.controller.js';
import { DeadLettersController } from './log/dead-letters.controller.js';
import { FailuresController } from './log/failures.controller.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { ProviderVerdicts } from './provider-verdicts.js';
import { LookupModule } from './lookup/lookup.module.js';
import { ReplaysModule } from './replays/replays.module.js';
import { ResourcesModule } from './resources.module.js';
import { Retention } from './retention.js';
import { Rounds } from './rounds.js';
import { Sinks } from './sinks/sinks.js';
import { TopicPublisher } from './sinks/topic-publisher.js';
import { CLOCK, LOGGER, SETTINGS } from './tokens.js';

const roundEveryMs = 1_000;

@Module({
  imports: [LookupModule, OpenApiModule, PageModule, ReplaysModule],
  controllers: [
    AttemptsController,
    FailuresController,
    DeadLettersController,
    ProbesController,
    IndexController,
    StatusController,
    ProvidersController,
    PreferencesController,
    OrganizationsController,
    AlertsController,
    SilencesController,
    RunbooksController,
    RequestsController,
  ],
  providers: [
    LiveRouting,
    FoldedAttempts,
    HealthPublisher,
    HealthRecorder,
    ProviderVerdicts,
    IncidentReconciler,
    Tallies,
    Deliveries,
    Sinks,
    TopicPublisher,
    HealthRound,
    ControlListener,
    ControlPublisher,
    ForcedProvider,
    Retention,
    {
      provide: HealthTable,
      inject: [SETTINGS, LOGGER],
      useFactory: ({ routing }: HealthSettings, logger: Logger) =>
        new HealthTable(healthRules(routing), (transition) => logTransition(transition, logger)),
    },
    {
      provide: OrgOutages,
      inject: [SETTINGS],
      useFactory: ({ outages }: HealthSettings) => new OrgOutages(outages),
    },
    {
      provide: Rounds,
      inject: [HealthRound, CLOCK, LOGGER],
      useFactory: (round: HealthRound, clock: Clock, logger: Logger) =>
        new Rounds({ work: () => round.make(), pauseMs: roundEveryMs, clock, logger }),
    },
  ],
})
export class AppModule {
  static of(settings: HealthSettings, context: ServiceContext): DynamicModule {
    return { module: AppModule, imports: [ResourcesModule.of(settings, context)] };
  }
}
