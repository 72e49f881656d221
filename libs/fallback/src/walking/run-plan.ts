import type { ErrorClass } from '#contracts';
import type { FailedAttempt } from './attempt-event.js';
import type { Plan } from '../plan.js';
import type { PlanOutcome } from './plan-outcome.js';
import { raceLanes } from './race-lanes.js';
import { retryWaitMs } from './retry-wait.js';
import { Walk, type UnderWay } from './walk.js';
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
 * One lane: goes from step to step, each only if it catches the lane's latest failure, and tries it again while that is
 * worth a wait. Ends with true when a step has answered, with false when no step is left for it.
 */
async function walkLane(
  walk: Walk,
  latest: ErrorClass | null,
  ports: WalkPorts,
  signal: AbortSignal,
): Promise<boolean> {
  let underWay = await walk.begin(0, latest, signal);
  while (underWay !== null) {
    const ended = await underWay.end;
    if (ended.outcome === 'succeeded') return true;
    underWay =
      (await tryAgain(walk, ended, ports, signal)) ??
      (await walk.begin(ended.step, ended.failure.class, signal));
  }
  return false;
}

/** Tries a step that failed once more, after a wait; null when that is not worth it. */
async function tryAgain(
  walk: Walk,
  failed: FailedAttempt,
  { clock, random, limits }: WalkPorts,
  signal: AbortSignal,
): Promise<UnderWay | null> {
  const patience = walk.patience(signal);
  const wait = retryWaitMs(failed, {
    leftMs: walk.leftMs(),
    holdMs: patience.ms,
    otherStep: walk.leadsOn(failed.step, failed.failure.class),
    random,
  });
  if (wait === null || !walk.mayTry(failed)) return null;
  const retry = (): UnderWay | null => walk.retry(failed, signal);
  // Those who wait for the same limit go one after the other, not all when the hint is over.
  if (asksForRest(failed) && limits.isLimited(failed.of)) return limits.admit([failed.of], patience, retry);
  await clock.sleep(wait, signal);
  return retry();
}

const asksForRest = ({ failure }: FailedAttempt): boolean =>
  failure.class === 'rate_limit' && failure.retryAfterMs !== null;
