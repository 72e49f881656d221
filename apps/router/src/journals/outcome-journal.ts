import { Inject, Injectable } from '@nestjs/common';
import type { LlmFailure, Routing, TerminalRecord } from '#contracts';
import { ProviderMemory, stepName, systemClock, type Step } from '#fallback';
import type { RouterMetrics } from '#telemetry';
import type { Logger } from 'pino';
import { LiveRouting } from '../live-routing.js';
import type { Ending } from '../records/terminal-record.js';
import { ModelLabels } from './model-labels.js';
import { LOGGER, METRICS } from '../tokens.js';
import { requestFields } from './walk-log.js';

/** What hangs on a request's end: the memory of what works, the metrics, and a line for what someone should know of. */
@Injectable()
export class OutcomeJournal {
  constructor(
    private readonly memory: ProviderMemory,
    private readonly routing: LiveRouting,
    private readonly labels: ModelLabels,
    @Inject(METRICS) private readonly metrics: RouterMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  waits(ending: Ending, restMs: number): void {
    this.metrics.requests.add(1, { outcome: 'waiting' });
    this.logger.warn(
      { event: 'request_waits', ...requestOf(ending), rest_ms: restMs },
      `No provider can go on: the request waits ${Math.ceil(restMs / 1000)} s, for its deadline is later`,
    );
  }

  take(ending: Ending, { routing, error }: TerminalRecord): void {
    this.metrics.requests.add(1, { outcome: error?.code ?? 'answered' });
    this.metrics.queueWait.record(routing.queued_ms / 1000);
    if (error === null) this.answered(ending, routing);
    else this.failed(ending, routing, error);
  }

  private answered(ending: Ending, routing: Routing): void {
    const by = { provider: routing.provider!, model: routing.model! };
    const to = stepName(by);
    const { composition } = ending;
    if (composition?.ok) this.memory.answered(composition.plan.chain, by, systemClock.now());
    if (!routing.fallback_used) return;
    const from = routing.attempts.find((attempt) => stepName(attempt) !== to);
    const label = (step: Pick<Step, 'provider' | 'model'>): string =>
      stepName({ ...step, model: this.labels.labelOf(step, this.routing.config) });
    // Alone in the chain: the steps before it were passed over, for they rest or are not allowed.
    this.metrics.fallbacks.add(1, { from: from === undefined ? 'passed_over' : label(from), to: label(by) });
    const rescued = routing.attempts.findLast(({ outcome }) => outcome === 'failed')?.error;
    this.logger.info(
      {
        event: 'fallback_succeeded',
        ...fieldsOf(ending, routing),
        answered_by: to,
        error_class: rescued?.class,
        error_type: rescued?.type,
        error_message: rescued?.message,
      },
      `Fallback succeeded: ${to} answered`,
    );
  }

  private failed(ending: Ending, routing: Routing, { code, last_error: last }: LlmFailure['error']): void {
    this.logger.error(
      {
        event: code === 'all_providers_failed' ? 'all_providers_failed' : 'request_failed',
        ...fieldsOf(ending, routing),
        code,
        error_class: last?.class,
        error_type: last?.type,
        error_message: last?.message,
      },
      code === 'all_providers_failed' ? 'All providers failed' : `The request failed: ${code}`,
    );
  }
}

const fieldsOf = (ending: Ending, routing: Routing): object => ({
  ...requestOf(ending),
  tried: routing.fallback_chain_used,
  duration_ms: routing.duration_ms,
});

function requestOf({ request, organization, composition }: Ending): object {
  if (composition?.ok) return requestFields({ request, organization, plan: composition.plan });
  const { org, user, session, context, custom_id } = request;
  return { org, organization, user, session, context, custom_id };
}
