import { describe, expect, it } from '@jest/globals';
import { kafkaAsks } from '../proxy/kafka-protocol.js';
import { postgresRuns } from '../proxy/postgres-protocol.js';
import type { Asks, Fate } from '../proxy/relay.js';
import { inWorld } from '../world/world.js';

interface KillPoint {
  readonly name: string;
  /** The conversation that is stopped there, and then the router is killed. */
  readonly link: 'kafka' | 'postgres';
  readonly at: Asks;
  readonly fate: Exclude<Fate, 'passes'>;
  /** The router lives until its answer is out: the marks that it commits before do not count. */
  readonly ended?: boolean;
  /** By all routers together. */
  readonly paidCalls: number;
}

const killPoints: readonly KillPoint[] = [
  {
    name: 'it has claimed a request',
    link: 'postgres',
    at: postgresRuns('claim-requests'),
    fate: 'stops after',
    paidCalls: 1,
  },
  {
    name: 'the provider has answered, and the ledger does not know',
    link: 'postgres',
    at: postgresRuns('finish-requests'),
    fate: 'stops before',
    paidCalls: 2,
  },
  {
    name: 'the ledger has the result',
    link: 'postgres',
    at: postgresRuns('finish-requests'),
    fate: 'stops after',
    paidCalls: 1,
  },
  {
    name: 'the answer is published',
    link: 'kafka',
    at: kafkaAsks('produce', '.responses'),
    fate: 'stops after',
    paidCalls: 1,
  },
  {
    name: 'it would have committed',
    link: 'kafka',
    at: kafkaAsks('offset-commit', '.requests'),
    fate: 'stops before',
    ended: true,
    paidCalls: 1,
  },
];

describe('a router that is killed with -9 as soon as', () => {
  it.concurrent.each(killPoints)('G1 I1 I2 $name', ({ link, at, fate, ended = false, paidCalls }) =>
    inWorld({ partitions: 1 }, async (world) => {
      const { log, fleet, provider } = world;
      const { relay, env } = world[link];
      await fleet.start('first', env);
      const reached = relay.next(at, fate);
      await log.produce(world.chats(['only']));
      await reached;
      await log.until(() => !ended || log.hasEnded('only'));
      await fleet.kill('first');

      await fleet.start('second');
      await log.until(() => log.hasEnded('only'));
      expect(await world.verdict()).toEqual([]);
      expect((await provider.calls()).filter(({ paid }) => paid)).toHaveLength(paidCalls);
    }),
  );
});
