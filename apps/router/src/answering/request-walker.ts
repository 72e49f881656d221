import { Inject, Injectable } from '@nestjs/common';
import type { TerminalRecord } from '#contracts';
import { dollars, stepName, systemClock, type Composition, type PlanOutcome } from '#fallback';
import type { Logger } from 'pino';
import { v7 as uuid } from 'uuid';
import { ChunkJournal } from '../journals/chunk-journal.js';
import { OutcomeJournal } from '../journals/outcome-journal.js';
import { afterEarlierRounds, toldOfEarlier, type EarlierRounds } from '../records/earlier-rounds.js';
import type { ResultRecord } from '../records/result-record.js';
import { answerRecord, failureRecord, newResultId, type Ending } from '../records/terminal-record.js';
import { LOGGER } from '../tokens.js';
import type { Errand } from './errand.js';
import { PlanRunner } from './plan-runner.js';
import { RequestPlanner, type PlannedRequest } from './request-planner.js';
import { SendableResults } from './sendable-results.js';

type Planned = Extract<Composition, { ok: true }>;

/**
 * `waits`: no provider could go on, and the request has the time to wait for one. `left`: the router stops, and no call
 * has answered.
 */
export type WalkEnd =
  | { readonly kind: 'left' }
  | { readonly kind: 'result'; readonly result: ResultRecord }
  | { readonly kind: 'waits'; readonly restMs: number; readonly earlier: EarlierRounds };

/** Takes a request through one round: has its plan made, walks it, and says how that ended. An end always comes. */
@Injectable()
export class RequestWalker {
  constructor(
    private readonly planner: RequestPlanner,
    private readonly runner: PlanRunner,
    private readonly chunks: ChunkJournal,
    private readonly outcomes: OutcomeJournal,
    private readonly sendable: SendableResults,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @param run the number of the claim, by which readers of its stream tell it from what a dead router began */
  async walk(errand: Errand, run: number): Promise<WalkEnd> {
    const { record, request, earlier, cancelled, leaving } = errand;
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
    let isLeft = false;
    const end = async (): Promise<TerminalRecord> => {
      await this.planner.prepare(request);
      planned = this.planner.plan(request);
      const { composition } = planned;
      if (!composition.ok) return failureRecord(ending(), composition.code, [], [composition.problem]);
      const outcome = await this.runner.run(composition, planned.organization, chunks, errand);
      if (outcome.kind === 'answered') return answerRecord(ending(), outcome);
      isLeft = outcome.code === 'cancelled' && leaving.aborted && !cancelled.aborted;
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
    if (isLeft) return { kind: 'left' };
    const whole = afterEarlierRounds(terminal, earlier);
    if (nextRoundAt !== null && whole.error !== null) {
      const restMs = nextRoundAt - systemClock.now();
      this.outcomes.waits(ending(), restMs);
      return { kind: 'waits', restMs, earlier: { rounds: roundsOf(earlier), failure: whole } };
    }
    const { terminal: sent, result } = this.sendable.of(whole, ending(), record, new Date());
    // Waited for: once the result is decided nobody runs the request again, and its stream would stay cut for ever.
    await chunks?.done(sent.error === null ? 'succeeded' : 'failed');
    this.outcomes.take(ending(), sent);
    return { kind: 'result', result };
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
