import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The timer that is watched goes off this often; it is late by the lag. */
const resolutionMs = 20;

/** Begins to watch; each call gives the worst lag since the one before, in seconds. */
export function eventLoopLag(): () => number {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  return () => {
    const worstMs = delays.max / 1_000_000;
    delays.reset();
    return Math.max(0, worstMs - resolutionMs) / 1_000;
  };
}
