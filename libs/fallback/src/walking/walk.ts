import type { ErrorClass } from '#contracts';
import { attemptCost } from './attempt-cost.js';
import type { Attempt, EndedAttempt, SucceededAttempt } from './attempt-event.js';
import { defect, overtaken } from './counted-result.js';
import type { Plan, Step } from '../plan.js';
import { exhaustedCode, type PassedOver, type PlanOutcome } from './plan-outcome.js';
import type { CallResult } from '../provider-port.js';
import type { Patience } from './limit-gate.js';
import type { WalkPorts } from './walk-ports.js';

/** A step whose turn has come; `step` counts from 1. */
export interface Turn {
  readonly step: number;
  readonly of: Step;
}

/** A try that has been started. */
export interface UnderWay {
  readonly end: Promise<EndedAttempt>;
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
  /** Epoch ms until which it may wait for limits. */
  private readonly holdsUntil: number;

  constructor(
    private readonly plan: Plan,
    private readonly ports: WalkPorts,
  ) {
    this.turns = plan.steps.map((of, index) => ({ step: index + 1, of }));
    this.holdsUntil = ports.clock.now() + holdMs(plan);
  }

  /**
   * Gives a lane the first try of its next step (see `enter`); null: there is none. Starts it at once, unless all that
   * could serve are limited: then it waits its turn for the first of them (G3), and when that is too long a wait it goes
   * on as if they were not.
   */
  begin(after: number, latest: ErrorClass | null, signal: AbortSignal): Promise<UnderWay | null> {
    const beginWith = (preferred: Step | null): UnderWay | null => {
      const turn = this.enter(after, latest, preferred);
      return turn && this.start(turn, 1, signal);
    };
    const limited = this.onlyLimited(after, latest);
    if (limited.length === 0) return Promise.resolve(beginWith(null));
    return this.ports.limits
      .admit(limited, this.patience(signal), beginWith)
      .then((begun) => begun ?? beginWith(null));
  }

  /** Tries a step once more; null: it may not be. */
  retry({ step, of, attempt }: Attempt, signal: AbortSignal): UnderWay | null {
    return this.mayTry({ step, of }) ? this.start({ step, of }, attempt + 1, signal) : null;
  }

  /**
   * Gives a lane its next step: the first one behind `after` that no lane has entered, that catches the lane's latest
   * failure (null: it has met none), and that the budget allows. null: there is none.
   * @param preferred goes before the others, if it is among them
   */
  private enter(after: number, latest: ErrorClass | null, preferred: Step | null = null): Turn | null {
    if (this.isOver()) return null;
    if (preferred === null) this.letRestingWait(after, latest);
    else this.letWaitBefore(({ of }) => of === preferred, after, latest);
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

  /** Is there a step that `begin` would try at once? */
  leadsOn(after: number, latest: ErrorClass): boolean {
    return !this.isOver() && this.enterable(after, latest).some(({ of }) => !this.ports.limits.isLimited(of));
  }

  /** How long a lane may yet wait for limits. */
  patience(signal: AbortSignal): Patience {
    const ms = Math.min(this.leftMs(), this.holdsUntil - this.ports.clock.now());
    return { ms, signal: AbortSignal.any([signal, this.ports.stopping]) };
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

  /** The try has started, and been told, when this returns. */
  private start(turn: Turn, attempt: number, signal: AbortSignal): UnderWay {
    return { end: this.attempt(turn, attempt, signal) };
  }

  /** Makes one try of a step, from its start to its one end. */
  private async attempt(turn: Turn, attempt: number, signal: AbortSignal): Promise<EndedAttempt> {
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
    if (this.ports.signal.aborted || this.ports.stopping.aborted) return 'cancelled';
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
    this.letWaitBefore(({ of }) => !this.shouldWait(of), after, latest);
  }

  /** Those before the first that is `awake` go behind all others; nothing moves if none is. */
  private letWaitBefore(awake: (turn: Turn) => boolean, after: number, latest: ErrorClass | null): void {
    const enterable = this.enterable(after, latest);
    for (const turn of enterable.slice(0, Math.max(0, enterable.findIndex(awake)))) {
      this.turns.splice(this.turns.indexOf(turn), 1);
      this.turns.push(turn);
    }
  }

  private enterable(after: number, latest: ErrorClass | null): Turn[] {
    return this.ahead(after).filter(({ of }) => this.whyPassOver(of, latest) === null);
  }

  /** The steps that are limited, if nothing else could serve: what is down cannot. */
  private onlyLimited(after: number, latest: ErrorClass | null): Step[] {
    if (this.isOver()) return [];
    const { limits, isResting } = this.ports;
    const steps = this.enterable(after, latest).map(({ of }) => of);
    if (!steps.every((of) => isResting(of) || limits.isLimited(of))) return [];
    return steps.filter((of) => limits.isLimited(of));
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

/** Whoever has longer to wait is told so: with a deadline it waits in the ledger, and needs no slot for that. */
const longestHoldMs = 30_000;

/** How long the tries of a plan may take, in ms: so long, within reason, it is worth as much to wait for a limit. */
const holdMs = ({ steps, patienceMs }: Plan): number =>
  Math.min(
    longestHoldMs,
    steps.reduce(
      (sum, { retries, timeoutMs }) => sum + (1 + retries) * Math.min(timeoutMs, patienceMs ?? Infinity),
      0,
    ),
  );
