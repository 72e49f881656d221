import { Inject, Injectable } from '@nestjs/common';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { LlmRequest, TerminalRecord } from '#contracts';
import {
  composePlan,
  HealthBook,
  runPlan,
  systemClock,
  type Attempt,
  type Plan,
  type PlanOutcome,
  type ProviderPort,
  type RoutingConfig,
} from '#fallback';
import { attributes, spans } from '#telemetry';
import { v7 as uuid } from 'uuid';
import { AttemptJournal } from './attempt-journal.js';
import { answerRecord, failureRecord, newResultId, type Ending } from './terminal-record.js';
import { PROVIDERS, ROUTING_CONFIG } from './tokens.js';
import { callTraced } from './traced-providers.js';

const tracer = trace.getTracer('understudy-router');

/** Takes a request from its plan to its terminal record: composes, walks, and says how it ended. */
@Injectable()
export class RequestWalker {
  constructor(
    @Inject(ROUTING_CONFIG) private readonly config: RoutingConfig,
    @Inject(PROVIDERS) private readonly providers: ProviderPort,
    private readonly health: HealthBook,
    private readonly journal: AttemptJournal,
  ) {}

  /** @param queuedMs how long the request lay on the log */
  async walk(request: LlmRequest, queuedMs: number, signal: AbortSignal): Promise<TerminalRecord> {
    const startedAt = systemClock.now();
    const id = newResultId(uuid());
    const ending = (): Ending => ({ id, request, queuedMs, durationMs: systemClock.now() - startedAt });

    const composition = composePlan(request, this.config, this.health, startedAt);
    if (!composition.ok) return failureRecord(ending(), composition.code, [], composition.problem);

    const outcome = await this.run(composition.plan, request, signal);
    return outcome.kind === 'answered'
      ? answerRecord(ending(), outcome)
      : failureRecord(ending(), outcome.code, outcome.attempts);
  }

  private run(plan: Plan, request: LlmRequest, signal: AbortSignal): Promise<PlanOutcome> {
    return tracer.startActiveSpan(
      spans.chain(plan.chain),
      {
        kind: SpanKind.INTERNAL,
        attributes: { [attributes.chainName]: plan.chain, [attributes.org]: request.org },
      },
      async (span) => {
        const outcome = await runPlan(plan, {
          call: (attempt, aborted) => this.call(request, attempt, aborted),
          clock: systemClock,
          random: Math.random,
          signal,
          onEvent: (event) => this.journal.take(request, event),
        });
        span.setAttribute(attributes.chainOutcome, outcome.kind === 'answered' ? 'answered' : outcome.code);
        span.setAttribute(attributes.chainAttempts, outcome.attempts.length);
        if (outcome.kind === 'failed') {
          span.setAttribute(attributes.errorType, outcome.code);
          span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.code });
        }
        span.end();
        return outcome;
      },
    );
  }

  private call(request: LlmRequest, attempt: Attempt, signal: AbortSignal): ReturnType<ProviderPort['call']> {
    const { provider, model, baseUrl, settings } = attempt.of;
    const call = { provider, model, baseUrl, settings, request, timeoutMs: attempt.timeoutMs, signal };
    return callTraced(this.providers, call, attempt);
  }
}
