import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { LlmRequest, LogRecord, TerminalRecord } from '#contracts';
import { dollars, stepName, systemClock, type Composition, type PlanOutcome } from '#fallback';
import type { Logger } from 'pino';
import { v7 as uuid } from 'uuid';
import { ChunkJournal } from '../journals/chunk-journal.js';
import { OutcomeJournal } from '../journals/outcome-journal.js';
import { resultRecord, type ResultRecord } from '../records/result-record.js';
import { answerRecord, failureRecord, newResultId, type Ending } from '../records/terminal-record.js';
import { routerSettings } from '../router-settings.js';
import { LOGGER } from '../tokens.js';
import { PlanRunner } from './plan-runner.js';
import { RequestPlanner, type PlannedRequest } from './request-planner.js';

type Planned = Extract<Composition, { ok: true }>;

/** Takes a request to its result: has its plan made, walks it, and says how that ended. A result always comes. */
@Injectable()
export class RequestWalker {
  constructor(
    @Inject(routerSettings.KEY) private readonly settings: ConfigType<typeof routerSettings>,
    private readonly planner: RequestPlanner,
    private readonly runner: PlanRunner,
    private readonly chunks: ChunkJournal,
    private readonly outcomes: OutcomeJournal,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @param run the number of the claim, by which readers of its stream tell it from what a dead router began */
  async walk(
    record: LogRecord,
    request: LlmRequest,
    run: number,
    signal: AbortSignal,
  ): Promise<ResultRecord> {
    const startedAt = systemClock.now();
    const queuedMs = Math.max(0, startedAt - Number(record.timestamp));
    const id = newResultId(uuid());
    const chunks = this.chunks.open(request, { run, resultId: id });
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
      const outcome = await this.runner.run(composition, planned.organization, chunks, signal);
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
    // Waited for: once the result is decided nobody runs the request again, and its stream would stay cut for ever.
    await chunks?.done(sendable.error === null ? 'succeeded' : 'failed');
    this.outcomes.take(ending(), sendable);
    return resultRecord(sendable, record.key, new Date());
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
