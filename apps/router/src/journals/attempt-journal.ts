import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { cloudEventHeaders, eventTypes, topicName, type LlmRequest } from '#contracts';
import { HealthBook, stepName, type AttemptEvent, type EndedAttempt } from '#fallback';
import { Publisher } from '#kafka';
import { SpendingBook } from '#postgres';
import { providerNameOf, type RouterMetrics } from '#telemetry';
import type { Logger } from 'pino';
import { LiveRouting } from '../live-routing.js';
import { attemptRecord } from '../records/attempt-record.js';
import { ModelLabels } from './model-labels.js';
import { RunningAttempts } from './running-attempts.js';
import { routerSettings } from '../router-settings.js';
import { LOGGER, METRICS } from '../tokens.js';

/** Everything that hangs on an attempt: the local health, and at its end its cost, its metrics and its record. */
@Injectable()
export class AttemptJournal {
  constructor(
    @Inject(routerSettings.KEY) private readonly settings: ConfigType<typeof routerSettings>,
    private readonly publisher: Publisher,
    private readonly health: HealthBook,
    private readonly spending: SpendingBook,
    private readonly routing: LiveRouting,
    private readonly labels: ModelLabels,
    private readonly running: RunningAttempts,
    @Inject(METRICS) private readonly metrics: RouterMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @param id the attempt's, also on `llm.chunks` */
  take(request: LlmRequest, event: AttemptEvent, id: string): void {
    this.running.take(event, id);
    if (event.type === 'attempt-started') return this.health.attemptStarted(event.attempt);
    this.health.attemptEnded(event.attempt);
    this.bill(request, event.attempt);
    this.measure(request, event.attempt);
    this.publish(request, event.attempt, id);
  }

  private bill({ org, session }: LlmRequest, { of, costUsd, startedAt, durationMs }: EndedAttempt): void {
    this.metrics.cost.add(costUsd, {
      provider: of.provider,
      model: this.labels.labelOf(of, this.routing.config),
    });
    this.spending.add({ org, session: session ?? null, costUsd, at: startedAt + durationMs });
  }

  private publish(request: LlmRequest, ended: EndedAttempt, id: string): void {
    const { routerId, topicPrefix } = this.settings;
    this.publisher
      .publish(topicName('attempts', topicPrefix), {
        key: stepName(ended.of),
        value: JSON.stringify(attemptRecord(id, request, ended, routerId)),
        headers: cloudEventHeaders({
          id,
          type: eventTypes.attempt,
          source: '/understudy/router',
          time: new Date(ended.startedAt + ended.durationMs),
        }),
      })
      .catch((error: unknown) => {
        this.logger.error({ reason: String(error), attempt_id: id }, 'an attempt could not be recorded');
      });
  }

  private measure(request: LlmRequest, ended: EndedAttempt): void {
    const { provider } = ended.of;
    const model = this.labels.labelOf(ended.of, this.routing.config);
    const errorClass = ended.outcome === 'succeeded' ? undefined : ended.failure.class;
    this.metrics.attempts.add(1, {
      provider,
      model,
      outcome: ended.outcome,
      error_class: errorClass ?? 'none',
    });
    const labels = {
      'gen_ai.operation.name': request.url === '/v1/embeddings' ? 'embeddings' : 'chat',
      'gen_ai.provider.name': providerNameOf(provider),
      'gen_ai.request.model': model,
    };
    this.metrics.operationDuration.record(
      ended.durationMs / 1000,
      errorClass === undefined ? labels : { ...labels, 'error.type': errorClass },
    );
    if (ended.outcome !== 'succeeded') return;
    const { usage } = ended.completion;
    this.metrics.tokens.record(usage.input_tokens, { ...labels, 'gen_ai.token.type': 'input' });
    this.metrics.tokens.record(usage.output_tokens, { ...labels, 'gen_ai.token.type': 'output' });
  }
}
