import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { LlmRequest, LogRecord, TerminalRecord } from '#contracts';
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
import type { Logger } from 'pino';
import { v7 as uuid } from 'uuid';
import { AttemptJournal } from './attempt-journal.js';
import { OutcomeJournal } from './outcome-journal.js';
import { resultRecord, type ResultRecord } from './result-record.js';
import { routerSettings } from './router-settings.js';
import { answerRecord, failureRecord, newResultId, type Ending } from './terminal-record.js';
import { LOGGER, PROVIDERS, ROUTING_CONFIG } from './tokens.js';
import { callTraced } from './traced-providers.js';

const tracer = trace.getTracer('understudy-router');

/** Takes a request to its result: composes its plan, walks it, and says how that ended. A result always comes. */
@Injectable()
export class RequestWalker {
  constructor(
    @Inject(routerSettings.KEY) private readonly settings: ConfigType<typeof routerSettings>,
    @Inject(ROUTING_CONFIG) private readonly config: RoutingConfig,
    @Inject(PROVIDERS) private readonly providers: ProviderPort,
    private readonly health: HealthBook,
    private readonly attempts: AttemptJournal,
    private readonly outcomes: OutcomeJournal,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async walk(record: LogRecord, request: LlmRequest, signal: AbortSignal): Promise<ResultRecord> {
    const startedAt = systemClock.now();
    const queuedMs = Math.max(0, startedAt - Number(record.timestamp));
    const id = newResultId(uuid());
    const ending = (): Ending => ({ id, request, queuedMs, durationMs: systemClock.now() - startedAt });

    const terminal = await this.end(request, startedAt, ending, signal).catch((error: unknown) => {
      this.logger.error(
        { custom_id: request.custom_id, reason: String(error) },
        'a defect of the router ended a request',
      );
      return failureRecord(
        ending(),
        'all_providers_failed',
        [],
        'the router met an error of its own; see its log',
      );
    });
    const sendable = this.withinLimit(terminal, ending());
    this.outcomes.take(request, sendable);
    return resultRecord(sendable, record.key, new Date());
  }

  private async end(
    request: LlmRequest,
    now: number,
    ending: () => Ending,
    signal: AbortSignal,
  ): Promise<TerminalRecord> {
    const composition = composePlan(request, this.config, this.health, now);
    if (!composition.ok) return failureRecord(ending(), composition.code, [], composition.problem);
    const outcome = await this.run(composition.plan, request, signal);
    return outcome.kind === 'answered'
      ? answerRecord(ending(), outcome, composition.plan.primary)
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
          onEvent: (event) => this.attempts.take(request, event),
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

  private withinLimit(terminal: TerminalRecord, ending: Ending): TerminalRecord {
    const { maxResponseBytes } = this.settings;
    const bytes = Buffer.byteLength(JSON.stringify(terminal));
    if (bytes <= maxResponseBytes) return terminal;
    const problem = `the answer is ${bytes} bytes; at most ${maxResponseBytes} are sent (MAX_RESPONSE_BYTES)`;
    return { ...failureRecord(ending, 'response_too_large', [], problem), routing: terminal.routing };
  }
}
