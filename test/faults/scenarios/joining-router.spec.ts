import { describe, expect, it } from '@jest/globals';
import { postgresRuns } from '../proxy/postgres-protocol.js';
import { scaled } from '../world/scale.js';
import { inWorld } from '../world/world.js';
import { numbered } from './numbered.js';

describe('a router that joins while another one runs the calls of its new partitions', () => {
  it('G1 I1 I2 waits for them instead of making them again', () =>
    inWorld({ partitions: 2 }, async (world) => {
      const { log, fleet, provider, postgres } = world;
      const requests = numbered('running', scaled(20, 500));
      await provider.behave({ then: { kind: 'hold' } });
      await fleet.start('first');
      await log.produce(world.chats(requests));
      await provider.called(requests.length);

      const claims = postgresRuns('claim-requests');
      const askedAgain = Promise.withResolvers<void>();
      let asked = 0;
      postgres.relay.fateOf = (question) => {
        if (claims(question) && (asked += 1) > requests.length) askedAgain.resolve();
        return 'passes';
      };
      await fleet.start('second', postgres.env);
      // It has been refused its requests and asks again, or else calls.
      await Promise.race([askedAgain.promise, provider.called(requests.length + 1)]);
      await provider.release();
      await log.until(() => log.ended === requests.length);
      expect(await world.verdict()).toEqual([]);
      expect(await provider.calls()).toHaveLength(requests.length);
    }));
});
