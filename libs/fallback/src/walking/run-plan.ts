import type { ErrorClass } from '#contracts';
import type { FailedAttempt } from './attempt-event.js';
import type { Plan } from '../plan.js';
import type { PlanOutcome } from './plan-outcome.js';
import { raceLanes } from './race-lanes.js';
import { retryWaitMs } from './retry-wait.js';
import { Walk } from './walk.js';
import type { WalkPorts } from './walk-ports.js';

/** Walks a plan until one of its steps answers: in one lane, or in several that race if the plan hedges. */
export async function runPlan(plan: Plan, ports: WalkPorts): Promise<PlanOutcome> {
  const walk = new Walk(plan, ports);
  const lane = (latest: ErrorClass | null, signal: AbortSignal) => walkLane(walk, latest, ports, signal);
  if (plan.hedge === null) await lane(null, ports.signal);
  else await raceLanes(plan.hedge, ports, { run: lane, leadsOn: (latest) => walk.leadsOn(0, latest) });
  return walk.outcome();
}

/**
 * One lane: enters step after step, each only if it catches the lane's latest failure, and tries it again while that is
 * worth a wait. Ends with true when a step has answered, with false when no step is left for it.
 */
async function walkLane(
  walk: Walk,
  latest: ErrorClass | null,
  ports: WalkPorts,
  signal: AbortSignal,
): Promise<boolean> {
  for (let turn = walk.enter(0, latest); turn !== null; turn = walk.enter(turn.step, latest)) {
    for (let tried = 1; walk.mayTry(turn); tried += 1) {
      const ended = await walk.attempt(turn, tried, signal);
      if (ended.outcome === 'succeeded') return true;
      latest = ended.failure.class;
      if (!(await waitToRetry(walk, ended, ports, signal))) break;
    }
  }
  return false;
}

/** Waits until the step that failed may be tried again; false when that is not worth it. */
async function waitToRetry(
  walk: Walk,
  failed: FailedAttempt,
  { clock, random }: WalkPorts,
  signal: AbortSignal,
): Promise<boolean> {
  const wait = retryWaitMs(failed, {
    leftMs: walk.leftMs(),
    otherStep: walk.leadsOn(failed.step, failed.failure.class),
    random,
  });
  if (wait === null || !walk.mayTry(failed)) return false;
  await clock.sleep(wait, signal);
  return true;
}
