import type { LimitGate } from '#fallback';
import type { LogServer, Publisher } from '#kafka';
import { eventLoopLag, observeGauges } from '#telemetry';

export interface Observed {
  readonly server: LogServer;
  readonly publisher: Publisher;
  readonly limits: LimitGate;
}

/** What the transport, the publisher and the limits of providers hold at the moment, as gauges. */
export function observeRouter({ server, publisher, limits }: Observed): void {
  const now = (): ReturnType<LogServer['snapshot']> => server.snapshot();
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  observeGauges('understudy-router', {
    'llm.in_flight': { description: 'Requests that run', read: () => now().running },
    'llm.held': {
      description: 'Of these, calls that wait until the limit of a provider opens',
      read: () => limits.waiting,
    },
    'llm.longest_running': {
      description: 'Age of the request that has run the longest',
      unit: 's',
      read: () => now().longestRunningMs / 1_000,
    },
    'llm.event_loop_lag': {
      description: 'The worst delay of the event loop since the last scrape',
      unit: 's',
      read: eventLoopLag(),
    },
    'llm.unpublished': {
      description: 'Records that Kafka has not acknowledged yet',
      read: () => publisher.backlog.records,
    },
    'llm.unpublished_bytes': {
      description: 'Bytes of these records',
      read: () => publisher.backlog.bytes,
    },
    'llm.buffered': { description: 'Requests that are admitted and wait', read: () => now().buffered },
    'llm.buffered_bytes': { description: 'Bytes of all admitted records', read: () => now().bytes },
    'llm.intake_paused': {
      description:
        '1 while nothing more is admitted: no credits are left, or too much runs ahead of the oldest',
      read: () => Number(now().paused),
    },
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
