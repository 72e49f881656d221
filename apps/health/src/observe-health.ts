import type { LogServer } from '#kafka';
import { observeGauges } from '#telemetry';

/** What the transport holds at the moment, as gauges. */
export function observeHealth(server: LogServer): void {
  observeGauges('understudy-health', {
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
