import { Inject, Injectable } from '@nestjs/common';
import { SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import type { ChatChunk, LlmRequest } from '#contracts';
import {
  HealthBook,
  LimitGate,
  runPlan,
  systemClock,
  type Attempt,
  type AttemptEvent,
  type CallResult,
  type Composition,
  type PlanOutcome,
} from '#fallback';
import { ProviderRegistry } from '#providers';
import { attributes, spans } from '#telemetry';
import type { Logger } from 'pino';
import { AttemptIds } from '../journals/attempt-ids.js';
import { AttemptJournal } from '../journals/attempt-journal.js';
import type { ChunkStream } from '../journals/chunk-stream.js';
import { WalkLog } from '../journals/walk-log.js';
import { LiveRouting } from '../live-routing.js';
import { LOGGER } from '../tokens.js';
import type { Errand } from './errand.js';
import { callTraced } from './traced-providers.js';

const tracer = trace.getTracer('understudy-router');

/** Walks a plan with the real clock and the real providers, and has everything told that hangs on its attempts. */
@Injectable()
export class PlanRunner {
  constructor(
    private readonly routing: LiveRouting,
    private readonly health: HealthBook,
    private readonly limits: LimitGate,
    private readonly providers: ProviderRegistry,
    private readonly attempts: AttemptJournal,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  run(
    { plan, request, warnings }: Extract<Composition, { ok: true }>,
    organization: string,
    chunks: ChunkStream | null,
    { cancelled, leaving }: Pick<Errand, 'cancelled' | 'leaving'>,
  ): Promise<PlanOutcome> {
    const log = new WalkLog(this.logger, { request, organization, plan });
    log.planned(warnings);
    const ids = new AttemptIds();
    const onEvent = (event: AttemptEvent): void => {
      const id = ids.of(event.attempt);
      log.take(event);
      this.attempts.take(request, event, id);
      if (event.type !== 'attempt-ended') return;
      chunks?.ended(id, reasonOf(event.attempt));
      this.limits.look();
    };
    return tracer.startActiveSpan(
      spans.chain(plan.chain),
      {
        kind: SpanKind.INTERNAL,
        attributes: { [attributes.chainName]: plan.chain, [attributes.org]: request.org },
      },
      async (span) => {
        const outcome = await runPlan(plan, {
          call: (attempt, aborted) => this.call(request, attempt, chunks, ids.of(attempt), aborted),
          prices: this.routing.prices,
          isResting: (step) => this.health.availabilityOf(step, systemClock.now()).state === 'resting',
          limits: this.limits,
          clock: systemClock,
          random: Math.random,
          signal: cancelled,
          stopping: leaving,
          onEvent,
        });
        endSpan(span, outcome);
        return outcome;
      },
    );
  }

  private call(
    request: LlmRequest,
    attempt: Attempt,
    chunks: ChunkStream | null,
    attemptId: string,
    signal: AbortSignal,
  ): Promise<CallResult> {
    const { provider, model, baseUrl, credential, settings } = attempt.of;
    const { timeoutMs } = attempt;
    const onChunk = chunks && ((chunk: ChatChunk): void => chunks.delta(attemptId, chunk));
    const call = { provider, model, baseUrl, credential, settings, request, timeoutMs, onChunk, signal };
    return callTraced(this.providers, call, attempt);
  }
}

const reasonOf = (ended: Extract<AttemptEvent, { type: 'attempt-ended' }>['attempt']): string | null =>
  ended.outcome === 'succeeded' ? null : ended.failure.class;

function endSpan(span: Span, outcome: PlanOutcome): void {
  span.setAttribute(attributes.chainOutcome, outcome.kind === 'answered' ? 'answered' : outcome.code);
  span.setAttribute(attributes.chainAttempts, outcome.attempts.length);
  if (outcome.kind === 'failed') {
    span.setAttribute(attributes.errorType, outcome.code);
    span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.code });
  }
  span.end();
}
