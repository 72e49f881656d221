import type { FailureCode } from '#contracts';
import type { Attempt, AttemptEvent, EndedAttempt } from './attempt-event.js';
import type { Clock } from './clock.js';
import type { Failure } from './failure.js';
import type { Plan, Step } from './plan.js';
import { exhaustedCode, type PlanOutcome } from './plan-outcome.js';
import type { CallResult } from './provider-port.js';
import { retryWaitMs } from './retry-wait.js';

export interface WalkPorts {
  /** Makes the call of one attempt; must end when the signal aborts or the attempt's time-out is over. */
  readonly call: (attempt: Attempt, signal: AbortSignal) => Promise<CallResult>;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Aborts the whole walk; its outcome is then `cancelled`. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: AttemptEvent) => void;
}

/**
 * Walks a plan's steps in order until one answers. A step is entered only if it catches the latest failure (the first
 * always is), and tried again only for failures that may pass.
 */
export async function runPlan(plan: Plan, ports: WalkPorts): Promise<PlanOutcome> {
  const attempts: EndedAttempt[] = [];
  let latest: Failure | null = null;

  for (const [index, step] of plan.steps.entries()) {
    if (latest !== null && !step.catches.has(latest.class)) continue;
    for (let tried = 1; ; tried += 1) {
      const stop = whyStop(plan, attempts.length, ports);
      if (stop !== null) return { kind: 'failed', code: stop, attempts };

      const ended = await tryOnce(plan, step, index + 1, tried, ports);
      attempts.push(ended);
      if (ended.outcome === 'succeeded') return { kind: 'answered', by: ended, attempts };

      latest = ended.failure;
      const wait = retryWaitMs(step, tried, latest, ports.random);
      if (wait === null || ports.clock.now() + wait > (plan.deadline ?? Infinity)) break;
      await ports.clock.sleep(wait, ports.signal);
    }
  }
  return { kind: 'failed', code: whyStop(plan, 0, ports) ?? exhaustedCode(attempts), attempts };
}

function whyStop(plan: Plan, attemptsMade: number, { clock, signal }: WalkPorts): FailureCode | null {
  if (signal.aborted) return 'cancelled';
  if (plan.deadline !== null && clock.now() >= plan.deadline) return 'deadline_exceeded';
  if (attemptsMade >= plan.maxAttempts) return 'all_providers_failed';
  return null;
}

async function tryOnce(
  plan: Plan,
  of: Step,
  step: number,
  attempt: number,
  ports: WalkPorts,
): Promise<EndedAttempt> {
  const startedAt = ports.clock.now();
  const left = (plan.deadline ?? Infinity) - startedAt;
  const timeoutMs = Math.min(of.timeoutMs, plan.patienceMs ?? Infinity, left);
  const started: Attempt = { step, steps: plan.steps.length, attempt, of, startedAt, timeoutMs };
  ports.onEvent({ type: 'attempt-started', attempt: started });

  const result = await ports.call(started, ports.signal).catch(defect);
  const durationMs = ports.clock.now() - startedAt;
  const ended: EndedAttempt = result.ok
    ? { ...started, durationMs, outcome: 'succeeded', completion: result.completion }
    : {
        ...started,
        durationMs,
        outcome: result.failure.class === 'cancelled' ? 'cancelled' : 'failed',
        failure: result.failure,
      };
  ports.onEvent({ type: 'attempt-ended', attempt: ended });
  return ended;
}

/** An adapter that throws is broken; its step is treated as failed, so that the request still ends. */
function defect(thrown: unknown): CallResult {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    ok: false,
    failure: {
      class: 'unknown',
      type: error.name,
      status: null,
      code: null,
      message: error.message,
      retryAfterMs: null,
    },
  };
}
