import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { LlmRequest, LogRecord, TerminalRecord } from '#contracts';
import {
  dollars,
  HealthBook,
  runPlan,
  stepName,
  systemClock,
  type Attempt,
  type CallResult,
  type Composition,
  type PlanOutcome,
} from '#fallback';
import { ProviderRegistry } from '#providers';
import { attributes, spans } from '#telemetry';
import type { Logger } from 'pino';
import { v7 as uuid } from 'uuid';
import { AttemptJournal } from '../journals/attempt-journal.js';
import { LiveRouting } from '../live-routing.js';
import { OutcomeJournal } from '../journals/outcome-journal.js';
import { RequestPlanner, type PlannedRequest } from './request-planner.js';
import { resultRecord, type ResultRecord } from '../records/result-record.js';
import { routerSettings } from '../router-settings.js';
import { answerRecord, failureRecord, newResultId, type Ending } from '../records/terminal-record.js';
import { LOGGER } from '../tokens.js';
import { callTraced } from './traced-providers.js';
import { WalkLog } from '../journals/walk-log.js';

const tracer = trace.getTracer('understudy-router');

type Planned = Extract<Composition, { ok: true }>;

/** Takes a request to its result: has its plan made, walks it, and says how that ended. A result always comes. */
@Injectable()
export class RequestWalker {
  constructor(
    @Inject(routerSettings.KEY) private readonly settings: ConfigType<typeof routerSettings>,
    private readonly planner: RequestPlanner,
    private readonly routing: LiveRouting,
    private readonly health: HealthBook,
    private readonly providers: ProviderRegistry,
    private readonly attempts: AttemptJournal,
    private readonly outcomes: OutcomeJournal,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async walk(record: LogRecord, request: LlmRequest, signal: AbortSignal): Promise<ResultRecord> {
    const startedAt = systemClock.now();
    const queuedMs = Math.max(0, startedAt - Number(record.timestamp));
    const id = newResultId(uuid());
    let planned: PlannedRequest | null = null;
    const ending = (): Ending => ({
      id,
      request,
      organization: planned?.organization ?? request.org,
      composition: planned?.composition ?? null,
      queuedMs,
      durationMs: systemClock.now() - startedAt,
    });

    const end = async (): Promise<TerminalRecord> => {
      await this.planner.prepare(request);
      planned = this.planner.plan(request);
      const { composition } = planned;
      if (!composition.ok) return failureRecord(ending(), composition.code, [], [composition.problem]);
      const outcome = await this.run(composition, planned.organization, signal);
      return outcome.kind === 'answered'
        ? answerRecord(ending(), outcome)
        : failureRecord(ending(), outcome.code, outcome.attempts, tooDear(composition, outcome));
    };
    const terminal = await end().catch((error: unknown) => {
      this.logger.error(
        { custom_id: request.custom_id, reason: String(error) },
        'a defect of the router ended a request',
      );
      return failureRecord(
        ending(),
        'all_providers_failed',
        [],
        ['the router met an error of its own; see its log'],
      );
    });
    const sendable = this.withinLimit(terminal, ending());
    this.outcomes.take(ending(), sendable);
    return resultRecord(sendable, record.key, new Date());
  }

  private run(
    { plan, request, warnings }: Planned,
    organization: string,
    signal: AbortSignal,
  ): Promise<PlanOutcome> {
    const log = new WalkLog(this.logger, { request, organization, plan });
    log.planned(warnings);
    return tracer.startActiveSpan(
      spans.chain(plan.chain),
      {
        kind: SpanKind.INTERNAL,
        attributes: { [attributes.chainName]: plan.chain, [attributes.org]: request.org },
      },
      async (span) => {
        const outcome = await runPlan(plan, {
          call: (attempt, aborted) => this.call(request, attempt, aborted),
          prices: this.routing.prices,
          isResting: (step) => this.health.availabilityOf(step, systemClock.now()).state === 'resting',
          clock: systemClock,
          random: Math.random,
          signal,
          onEvent: (event) => {
            log.take(event);
            this.attempts.take(request, event);
          },
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

  private call(request: LlmRequest, attempt: Attempt, signal: AbortSignal): Promise<CallResult> {
    const { provider, model, baseUrl, credential, settings } = attempt.of;
    const { timeoutMs } = attempt;
    const call = { provider, model, baseUrl, credential, settings, request, timeoutMs, signal };
    return callTraced(this.providers, call, attempt);
  }

  private withinLimit(terminal: TerminalRecord, ending: Ending): TerminalRecord {
    const { maxResponseBytes } = this.settings;
    const bytes = Buffer.byteLength(JSON.stringify(terminal));
    if (bytes <= maxResponseBytes) return terminal;
    const problem = `the answer is ${bytes} bytes; at most ${maxResponseBytes} are sent (MAX_RESPONSE_BYTES)`;
    return { ...failureRecord(ending, 'response_too_large', [], [problem]), routing: terminal.routing };
  }
}

/** C8: what the budget did not allow. */
const tooDear = ({ budget }: Planned, { passedOver }: PlanOutcome): string[] =>
  passedOver.flatMap(({ of, why }) =>
    why.reason === 'too-dear'
      ? [
          `${stepName(of)} would cost about ${dollars(why.estimatedUsd)}, and ${dollars(why.leftUsd)} is left of the budget of ${budget?.of}`,
        ]
      : [],
  );
