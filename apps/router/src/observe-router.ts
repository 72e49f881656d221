import type { LogServer } from '#kafka';
import { observeGauges } from '#telemetry';

/** What the transport holds at the moment, as gauges. */
export function observeRouter(server: LogServer): void {
  const now = (): ReturnType<LogServer['snapshot']> => server.snapshot();
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  observeGauges('understudy-router', {
    'llm.in_flight': { description: 'Requests that run', read: () => now().running },
    'llm.buffered': { description: 'Requests that are admitted and wait', read: () => now().buffered },
    'llm.buffered_bytes': { description: 'Bytes of all admitted records', read: () => now().bytes },
    'llm.intake_paused': { description: '1 while no credits are left', read: () => Number(now().paused) },
    'llm.watermark_span': {
      description: 'Offsets between the low-water marks and the positions, over all partitions',
      read: () => sum(now().partitions.map(({ position, lowWater }) => (position ?? 0) - (lowWater ?? 0))),
    },
    'llm.lag': {
      description: 'Records on the log that are not admitted yet',
      read: () =>
        sum(
          now().partitions.map(({ highWater, position }) => Math.max(0, (highWater ?? 0) - (position ?? 0))),
        ),
    },
  });
}
