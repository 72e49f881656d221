import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { fetchGroupOffsets, type GroupOffsets } from './group-offsets.js';
import { IntakeWatch } from './intake-watch.js';
import type { LogServer } from './log-server.js';

/** Five minutes in all: longer than any rebalance, and than kafkajs needs to come back by itself. */
const defaults = { lookEveryMs: 30_000, patience: 10, answerWithinMs: 15_000 };

/** Watches whether the server still fetches what Kafka has for it. */
export function watchIntake(
  kafka: Kafka,
  options: {
    readonly groupId: string;
    readonly server: Pick<LogServer, 'snapshot'>;
    readonly lookEveryMs?: number;
    readonly patience?: number;
    /** A Kafka that takes longer counts as away. */
    readonly answerWithinMs?: number;
  },
): { readonly problem: () => string | null; readonly close: () => void } {
  const { groupId, server, lookEveryMs, patience, answerWithinMs } = { ...defaults, ...options };
  const closing = new AbortController();
  const { signal } = closing;
  const topics = (): string[] => [...new Set(server.snapshot().partitions.map(({ topic }) => topic))];
  /** kafkajs tries for minutes while Kafka is away: one such question at a time is enough. */
  let asking: Promise<GroupOffsets[]> | null = null;
  const noAnswer = async (): Promise<never> => {
    await sleep(answerWithinMs, undefined, { ref: false });
    throw new Error('Kafka does not answer.');
  };
  const watch = new IntakeWatch({
    snapshot: () => server.snapshot(),
    offsets: () => {
      asking ??= fetchGroupOffsets(kafka, groupId, topics()).finally(() => (asking = null));
      return Promise.race([asking, noAnswer()]);
    },
    patience,
  });
  const keepLooking = async (): Promise<void> => {
    while (!signal.aborted) {
      await sleep(lookEveryMs, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted && topics().length > 0) await watch.look();
    }
  };
  void keepLooking();
  return { problem: () => watch.problem, close: () => closing.abort() };
}
