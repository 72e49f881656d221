import { Inject, Injectable } from '@nestjs/common';
import type { TerminalRecord } from '#contracts';
import { dollars, stepName, systemClock, type Composition, type PlanOutcome } from '#fallback';
import type { Logger } from 'pino';
import { ChunkJournal } from '../journals/chunk-journal.js';
import type { ChunkStream } from '../journals/chunk-stream.js';
import { OutcomeJournal } from '../journals/outcome-journal.js';
import { afterEarlierRounds, toldOfEarlier, type EarlierRounds } from '../records/earlier-rounds.js';
import type { ResultRecord } from '../records/result-record.js';
import { answerRecord, failureRecord } from '../records/terminal-record.js';
import { LOGGER } from '../tokens.js';
import type { Errand } from './errand.js';
import { PlanRunner } from './plan-runner.js';
import { RequestPlanner } from './request-planner.js';
import { Round } from './round.js';
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
    const round = new Round(errand);
    const chunks = this.chunks.open(errand.request, { run, resultId: round.id });
    const end = await this.run(round, chunks).catch((error: unknown) => this.broken(round, error));
    if (end.isLeft) return { kind: 'left' };
    const whole = afterEarlierRounds(end.terminal, errand.earlier);
    if (end.nextRoundAt !== null && whole.error !== null) {
      const restMs = end.nextRoundAt - systemClock.now();
      this.outcomes.waits(round.ending(), restMs);
      return { kind: 'waits', restMs, earlier: { rounds: round.number, failure: whole } };
    }
    const { terminal, result } = this.sendable.of(whole, round.ending(), errand.record, new Date());
    // Waited for: once the result is decided nobody runs the request again, and its stream would stay cut for ever.
    await chunks?.done(terminal.error === null ? 'succeeded' : 'failed');
    this.outcomes.take(round.ending(), terminal);
    return { kind: 'result', result };
  }

  private async run(round: Round, chunks: ChunkStream | null): Promise<RoundEnd> {
    const { request, earlier, cancelled, leaving } = round.errand;
    await this.planner.prepare(request);
    const { composition, organization } = (round.planned = this.planner.plan(request));
    if (!composition.ok)
      return ended(failureRecord(round.ending(), composition.code, [], [composition.problem]));
    const outcome = await this.runner.run(composition, organization, chunks, round.errand);
    if (outcome.kind === 'answered') return ended(answerRecord(round.ending(), outcome));
    const details = [
      ...tooDear(composition, outcome),
      ...(earlier !== null && outcome.attempts.length === 0 ? [toldOfEarlier(earlier)] : []),
    ];
    return {
      terminal: failureRecord(round.ending(), outcome.code, outcome.attempts, details),
      nextRoundAt: this.planner.nextRoundAt(composition.plan, outcome, round.number),
      isLeft: outcome.code === 'cancelled' && leaving.aborted && !cancelled.aborted,
    };
  }

  private broken(round: Round, error: unknown): RoundEnd {
    this.logger.error(
      { custom_id: round.errand.request.custom_id, reason: String(error) },
      'a defect of the router ended a request',
    );
    const told = ['the router met an error of its own; see its log'];
    return ended(failureRecord(round.ending(), 'all_providers_failed', [], told));
  }
}

/** What a round came to, before anything is done about it. */
interface RoundEnd {
  readonly terminal: TerminalRecord;
  /** When to try again, if the request has the time; null: it has not, or it would be of no use. */
  readonly nextRoundAt: number | null;
  /** The router stops, and that alone ended it. */
  readonly isLeft: boolean;
}

const ended = (terminal: TerminalRecord): RoundEnd => ({ terminal, nextRoundAt: null, isLeft: false });

/** C8: what the budget did not allow. */
const tooDear = ({ budget }: Planned, { passedOver }: PlanOutcome): string[] =>
  passedOver.flatMap(({ of, why }) =>
    why.reason === 'too-dear'
      ? [
          `${stepName(of)} would cost about ${dollars(why.estimatedUsd)}, and ${dollars(why.leftUsd)} is left of the budget of ${budget?.of}`,
        ]
      : [],
  );
