import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { ProbesController, type ServiceContext } from '#service';
import { AttemptJournal } from './journals/attempt-journal.js';
import { ChunkJournal } from './journals/chunk-journal.js';
import { ModelLabels } from './journals/model-labels.js';
import { OutcomeJournal } from './journals/outcome-journal.js';
import { RunningAttempts } from './journals/running-attempts.js';
import { Cancellations } from './answering/cancellations.js';
import { DecodedRequests } from './answering/decoded-requests.js';
import { PlanRunner } from './answering/plan-runner.js';
import { RejectedRequests } from './answering/rejected-requests.js';
import { Replies } from './answering/replies.js';
import { RequestAnswerer } from './answering/request-answerer.js';
import { RequestPlanner } from './answering/request-planner.js';
import { RequestWalker } from './answering/request-walker.js';
import { ResultPublisher } from './answering/result-publisher.js';
import { SendableResults } from './answering/sendable-results.js';
import { RequestsController } from './answering/requests.controller.js';
import { DueRequests } from './patience/due-requests.js';
import { ResourcesModule } from './resources.module.js';
import { routerSettings } from './router-settings.js';

@Module({
  controllers: [RequestsController, ProbesController],
  providers: [
    Cancellations,
    DecodedRequests,
    DueRequests,
    Replies,
    ResultPublisher,
    RequestAnswerer,
    RequestWalker,
    RequestPlanner,
    PlanRunner,
    AttemptJournal,
    ChunkJournal,
    ModelLabels,
    OutcomeJournal,
    RejectedRequests,
    RunningAttempts,
    SendableResults,
  ],
})
export class AppModule {
  static of(context: ServiceContext): DynamicModule {
    return {
      module: AppModule,
      imports: [ConfigModule.forFeature(routerSettings), ResourcesModule.of(context)],
    };
  }
}
