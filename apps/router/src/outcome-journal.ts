import { Inject, Injectable } from '@nestjs/common';
import type { LlmRequest, TerminalRecord } from '#contracts';
import { stepName } from '#fallback';
import type { RouterMetrics } from '#telemetry';
import type { Logger } from 'pino';
import { LOGGER, METRICS } from './tokens.js';

/** What hangs on a request's end: the metrics, and a line for what an operator should know of. */
@Injectable()
export class OutcomeJournal {
  constructor(
    @Inject(METRICS) private readonly metrics: RouterMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  take(request: LlmRequest, { routing, error }: TerminalRecord): void {
    this.metrics.requests.add(1, { outcome: error?.code ?? 'answered' });
    this.metrics.queueWait.record(routing.queued_ms / 1000);
    const { org, custom_id, user, context } = request;
    const chain = routing.fallback_chain_used;
    const fields = { org, custom_id, user, context, chain, duration_ms: routing.duration_ms };

    if (error !== null)
      return this.logger.error({ ...fields, code: error.code }, `request failed: ${error.code}`);
    if (!routing.fallback_used) return;
    const to = stepName({ provider: routing.provider!, model: routing.model! });
    // Alone in the chain: the steps before it were passed over, for they are cooling down.
    const from = chain.find((name) => name !== to) ?? 'cooling_down';
    this.metrics.fallbacks.add(1, { from, to });
    this.logger.info({ ...fields, answered_by: to }, 'fallback succeeded');
  }
}
