import type { LogServer } from '#kafka';
import { eventLoopLag, observeGauges } from '#telemetry';
import type { Deliveries } from './alerts/deliveries.js';

/** What the transport and the outbox hold at the moment, as gauges. */
export function observeHealth(server: LogServer, deliveries: Deliveries): void {
  const troubled = (state: 'retrying' | 'dead') => (): number =>
    deliveries.troubled.filter((delivery) => delivery.state === state).length;
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
    'llm.alerts.retrying': {
      description: 'Messages that a sink of alerts has not taken yet',
      read: troubled('retrying'),
    },
    'llm.alerts.dead': {
      description: 'Messages that a sink of alerts never took',
      read: troubled('dead'),
    },
  });
}
