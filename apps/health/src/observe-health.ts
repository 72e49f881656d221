import type { LogServer } from '#kafka';
import { eventLoopLag, observeGauges } from '#telemetry';

/** What the transport holds at the moment, as gauges. */
export function observeHealth(server: LogServer): void {
  observeGauges('understudy-health', {
    'llm.event_loop_lag': {
      description: 'The worst delay of the event loop since the last scrape',
      unit: 's',
      read: eventLoopLag(),
    },
    'llm.lag': {
      description: 'Records on the log that are not admitted yet',
      read: () =>
        server
          .snapshot()
          .partitions.reduce(
            (lag, { highWater, position }) => lag + Math.max(0, (highWater ?? 0) - (position ?? 0)),
            0,
          ),
    },
  });
}
