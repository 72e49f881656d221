import type { ErrorClass } from '#contracts';
import { attemptCost } from './attempt-cost.js';
import type { Attempt, EndedAttempt, SucceededAttempt } from './attempt-event.js';
import { defect, overtaken } from './counted-result.js';
import type { Plan, Step } from '../plan.js';
import { exhaustedCode, type PassedOver, type PlanOutcome } from './plan-outcome.js';
import type { CallResult } from '../provider-port.js';
import type { WalkPorts } from './walk-ports.js';

/** A step whose turn has come; `step` counts from 1. */
export interface Turn {
  readonly step: number;
  readonly of: Step;
}

/** Sums of dollars in binary fractions are off by less than this, which must not cost a step. */
const dustUsd = 1e-9;

/**
 * What the lanes of one walk share.
 *
 * A step is ahead until one lane enters it (one that rests may have to wait for the others), and that lane's alone from then on. An attempt is under way, then ended.
 * The walk is open, then over: answered by the first attempt that succeeds, cancelled, past its deadline, or out of
 * attempts. Once it is over no step is entered and nothing is tried again.
 *
 * Invariant: attempts that ended or are under way are never more than the plan allows, and while estimates are right
 * what they cost is never more than its budget.
 */
export class Walk {
  /** In the order of the plan, but for steps that wait. */
  private readonly turns: Turn[];
  private readonly entered = new Set<Turn>();
  private readonly underWay = new Set<Attempt>();
  private readonly ended: EndedAttempt[] = [];
  /** By step: the latest word on it. */
  private readonly passedOver = new Map<number, PassedOver>();
  private answer: SucceededAttempt | null = null;

  constructor(
    private readonly plan: Plan,
    private readonly ports: WalkPorts,
  ) {
    this.turns = plan.steps.map((of, index) => ({ step: index + 1, of }));
  }

  /**
   * Gives a lane its next step: the first one behind `after` that no lane has entered, that catches the lane's latest
   * failure (null: it has met none), and that the budget allows. null: there is none.
   */
  enter(after: number, latest: ErrorClass | null): Turn | null {
    if (this.isOver()) return null;
    this.letRestingWait(after, latest);
    for (const turn of this.ahead(after)) {
      const why = this.whyPassOver(turn.of, latest);
      if (why === null) {
        this.entered.add(turn);
        this.passedOver.delete(turn.step);
        return turn;
      }
      this.passedOver.set(turn.step, { ...turn, why });
    }
    return null;
  }

  /** Would `enter` give a step? */
  leadsOn(after: number, latest: ErrorClass): boolean {
    return !this.isOver() && this.ahead(after).some(({ of }) => this.whyPassOver(of, latest) === null);
  }

  /** May the step that was entered be tried now? One that has become too dear for that is passed over from here on. */
  mayTry({ step, of }: Turn): boolean {
    if (this.isOver()) return false;
    const why = this.whyTooDear(of);
    if (why !== null) this.passedOver.set(step, { step, of, why });
    return why === null;
  }

  /** Until the deadline, in ms; Infinity without one. */
  leftMs(): number {
    return (this.plan.deadline ?? Infinity) - this.ports.clock.now();
  }

  /** Makes one try of a step, from its start to its one end. */
  async attempt(turn: Turn, attempt: number, signal: AbortSignal): Promise<EndedAttempt> {
    const started: Attempt = {
      ...turn,
      steps: this.turns.length,
      attempt,
      startedAt: this.ports.clock.now(),
      timeoutMs: Math.min(turn.of.timeoutMs, this.plan.patienceMs ?? Infinity, this.leftMs()),
      hedged: this.underWay.size > 0,
    };
    this.underWay.add(started);
    this.ports.onEvent({ type: 'attempt-started', attempt: started });

    const result = await this.ports.call(started, signal).catch(defect);
    const ended = this.endOf(started, result);
    this.underWay.delete(started);
    this.ended.push(ended);
    if (ended.outcome === 'succeeded') this.answer = ended;
    this.ports.onEvent({ type: 'attempt-ended', attempt: ended });
    return ended;
  }

  outcome(): PlanOutcome {
    const walked = { attempts: this.ended, passedOver: [...this.passedOver.values()] };
    if (this.answer !== null) return { kind: 'answered', by: this.answer, ...walked };
    const tooDear = walked.passedOver.some(({ why }) => why.reason === 'too-dear');
    const code = this.whyInterrupted() ?? (tooDear ? 'budget_exceeded' : exhaustedCode(this.ended));
    return { kind: 'failed', code, ...walked };
  }

  private isOver(): boolean {
    const made = this.ended.length + this.underWay.size;
    return this.answer !== null || this.whyInterrupted() !== null || made >= this.plan.maxAttempts;
  }

  private whyInterrupted(): 'cancelled' | 'deadline_exceeded' | null {
    if (this.ports.signal.aborted) return 'cancelled';
    return this.leftMs() <= 0 ? 'deadline_exceeded' : null;
  }

  private ahead(after: number): Turn[] {
    const from = this.turns.findIndex(({ step }) => step === after) + 1;
    return this.turns.slice(from).filter((turn) => !this.entered.has(turn));
  }

  /**
   * What has come to rest since the plan was made goes behind all others, as long as there is one that could be entered
   * now. What this walk itself has met there is no news: the order of the plan was made for that.
   */
  private letRestingWait(after: number, latest: ErrorClass | null): void {
    const enterable = this.ahead(after).filter(({ of }) => this.whyPassOver(of, latest) === null);
    const awake = enterable.findIndex(({ of }) => !this.shouldWait(of));
    for (const turn of enterable.slice(0, Math.max(0, awake))) {
      this.turns.splice(this.turns.indexOf(turn), 1);
      this.turns.push(turn);
    }
  }

  private shouldWait(of: Step): boolean {
    const made = [...this.ended, ...this.underWay];
    if (!of.mayWait || made.length === 0 || made.some((attempt) => attempt.of.provider === of.provider)) {
      return false;
    }
    return this.ports.isResting(of);
  }

  private whyPassOver(of: Step, latest: ErrorClass | null): PassedOver['why'] | null {
    if (latest !== null && !of.catches.has(latest)) return { reason: 'not-caught', failure: latest };
    return this.whyTooDear(of);
  }

  private whyTooDear({ estimatedUsd }: Step): PassedOver['why'] | null {
    if (this.plan.budgetUsd === null || estimatedUsd === null) return null;
    const spent = this.ended.reduce((sum, { costUsd }) => sum + costUsd, 0);
    const reserved = [...this.underWay].reduce((sum, { of }) => sum + (of.estimatedUsd ?? 0), 0);
    const leftUsd = Math.max(0, this.plan.budgetUsd - spent - reserved);
    if (estimatedUsd <= leftUsd + dustUsd) return null;
    return { reason: 'too-dear', estimatedUsd, leftUsd };
  }

  private endOf(started: Attempt, result: CallResult): EndedAttempt {
    const ended = {
      ...started,
      durationMs: this.ports.clock.now() - started.startedAt,
      rateLimits: result.rateLimits,
      ...attemptCost(started.of, result, this.ports.prices),
    };
    const counted = this.answer === null ? result : overtaken;
    if (counted.ok) return { ...ended, outcome: 'succeeded', completion: counted.completion };
    const { failure } = counted;
    return { ...ended, outcome: failure.class === 'cancelled' ? 'cancelled' : 'failed', failure };
  }
}
