import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { TerminalRecord } from '#contracts';
import { dollars, stepName, systemClock, type Composition, type PlanOutcome } from '#fallback';
import type { Logger } from 'pino';
import { v7 as uuid } from 'uuid';
import { ChunkJournal } from '../journals/chunk-journal.js';
import { OutcomeJournal } from '../journals/outcome-journal.js';
import { afterEarlierRounds, toldOfEarlier, type EarlierRounds } from '../records/earlier-rounds.js';
import { resultRecord, type ResultRecord } from '../records/result-record.js';
import { answerRecord, failureRecord, newResultId, type Ending } from '../records/terminal-record.js';
import { routerSettings } from '../router-settings.js';
import { LOGGER } from '../tokens.js';
import type { Errand } from './errand.js';
import { PlanRunner } from './plan-runner.js';
import { RequestPlanner, type PlannedRequest } from './request-planner.js';

type Planned = Extract<Composition, { ok: true }>;

/** `waits`: no provider could go on, and the request has the time to wait for one. */
export type WalkEnd =
  | { readonly kind: 'result'; readonly result: ResultRecord }
  | { readonly kind: 'waits'; readonly restMs: number; readonly earlier: EarlierRounds };

/** Takes a request through one round: has its plan made, walks it, and says how that ended. An end always comes. */
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
  async walk({ record, request, earlier, cancelled }: Errand, run: number): Promise<WalkEnd> {
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

    let nextRoundAt: number | null = null;
    const end = async (): Promise<TerminalRecord> => {
      await this.planner.prepare(request);
      planned = this.planner.plan(request);
      const { composition } = planned;
      if (!composition.ok) return failureRecord(ending(), composition.code, [], [composition.problem]);
      const outcome = await this.runner.run(composition, planned.organization, chunks, cancelled);
      if (outcome.kind === 'answered') return answerRecord(ending(), outcome);
      nextRoundAt = this.planner.nextRoundAt(composition.plan, outcome, roundsOf(earlier));
      const details = [
        ...tooDear(composition, outcome),
        ...(earlier !== null && outcome.attempts.length === 0 ? [toldOfEarlier(earlier)] : []),
      ];
      return failureRecord(ending(), outcome.code, outcome.attempts, details);
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
    const whole = afterEarlierRounds(terminal, earlier);
    if (nextRoundAt !== null && whole.error !== null) {
      const restMs = nextRoundAt - systemClock.now();
      this.outcomes.waits(ending(), restMs);
      return { kind: 'waits', restMs, earlier: { rounds: roundsOf(earlier), failure: whole } };
    }
    const { terminal: sendable, result } = this.withinLimit(whole, ending(), record.key);
    // Waited for: once the result is decided nobody runs the request again, and its stream would stay cut for ever.
    await chunks?.done(sendable.error === null ? 'succeeded' : 'failed');
    this.outcomes.take(ending(), sendable);
    return { kind: 'result', result };
  }

  private withinLimit(
    terminal: TerminalRecord,
    ending: Ending,
    key: Buffer | null,
  ): { terminal: TerminalRecord; result: ResultRecord } {
    const { maxResponseBytes } = this.settings;
    const result = resultRecord(terminal, key, new Date());
    const bytes = Buffer.byteLength(result.value);
    if (bytes <= maxResponseBytes) return { terminal, result };
    const problem = `the answer is ${bytes} bytes; at most ${maxResponseBytes} are sent (MAX_RESPONSE_BYTES)`;
    const failure = {
      ...failureRecord(ending, 'response_too_large', [], [problem]),
      routing: terminal.routing,
    };
    return { terminal: failure, result: resultRecord(failure, key, new Date()) };
  }
}

/** This round counted. */
const roundsOf = (earlier: EarlierRounds | null): number => (earlier?.rounds ?? 0) + 1;

/** C8: what the budget did not allow. */
const tooDear = ({ budget }: Planned, { passedOver }: PlanOutcome): string[] =>
  passedOver.flatMap(({ of, why }) =>
    why.reason === 'too-dear'
      ? [
          `${stepName(of)} would cost about ${dollars(why.estimatedUsd)}, and ${dollars(why.leftUsd)} is left of the budget of ${budget?.of}`,
        ]
      : [],
  );
