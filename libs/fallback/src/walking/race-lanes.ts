import type { ErrorClass } from '#contracts';
import type { Clock } from '../clock.js';
import type { Hedge } from '../plan.js';

/** What races. Both start from the latest failure that a lane has to go on from; null: from none. */
export interface Lanes {
  /** Runs one lane to its end: true when it has answered. Must end soon after its signal aborts. */
  readonly run: (latest: ErrorClass | null, signal: AbortSignal) => Promise<boolean>;
  /** Would a lane find anything to do now? */
  readonly leadsOn: (latest: ErrorClass) => boolean;
}

interface Lane {
  readonly controller: AbortController;
  readonly answered: Promise<boolean>;
}

/** A further lane is there because an answer is late: it goes on from what a late answer would have ended as. */
const lateness: ErrorClass = 'timeout';

/**
 * Starts one lane, and a further one whenever `afterMs` pass in which no lane starts or ends, as long as fewer than
 * `parallel` run. A lane that ends without an answer leaves its place to another. Returns when one has answered or none
 * is left, and not before every lane that it started has ended: those that lose are aborted.
 */
export async function raceLanes(
  { afterMs, parallel }: Hedge,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  { run, leadsOn }: Lanes,
): Promise<void> {
  const running = new Set<Lane>();
  const start = (latest: ErrorClass | null): void => {
    const controller = new AbortController();
    running.add({ controller, answered: run(latest, controller.signal) });
  };
  const abortAll = (): void => running.forEach(({ controller }) => controller.abort());

  signal.addEventListener('abort', abortAll);
  try {
    start(null);
    while (running.size > 0) {
      const patienceMs = running.size < parallel && leadsOn(lateness) ? afterMs : null;
      const ended = await firstToEnd(running, patienceMs, clock);
      if (ended === null) {
        start(lateness);
        continue;
      }
      running.delete(ended);
      if (await ended.answered) return;
    }
  } finally {
    signal.removeEventListener('abort', abortAll);
    abortAll();
    await Promise.allSettled([...running].map(({ answered }) => answered));
  }
}

/** The lane that ends first; null when none has after `patienceMs` (null: for ever). */
async function firstToEnd(
  running: ReadonlySet<Lane>,
  patienceMs: number | null,
  clock: Clock,
): Promise<Lane | null> {
  const ends: Promise<Lane | null>[] = [...running].map((lane) => lane.answered.then(() => lane));
  if (patienceMs === null) return Promise.race(ends);
  const timer = new AbortController();
  try {
    return await Promise.race([...ends, clock.sleep(patienceMs, timer.signal).then(() => null)]);
  } finally {
    timer.abort();
  }
}
