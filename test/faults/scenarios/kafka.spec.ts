import { describe, expect, it } from '@jest/globals';
import { kafkaAsks } from '../proxy/kafka-protocol.js';
import { scaled } from '../world/scale.js';
import { inWorld, mostCalls } from '../world/world.js';
import { numbered } from './numbered.js';

describe('routers on a bad line to Kafka', () => {
  it('I1 I2 lose no answer when the broker has it and its acknowledgement is lost', () =>
    inWorld({}, async (world) => {
      const { log, fleet, kafka } = world;
      const requests = numbered('dropped', scaled(500, 5_000));
      const isAnswer = kafkaAsks('produce', '.responses');
      const toLose = scaled(5, 50);
      let [seen, lost] = [0, 0];
      await fleet.start('only', kafka.env);
      // Every other one: what is sent again gets through.
      kafka.relay.fateOf = (question) => {
        if (!isAnswer(question) || lost === toLose || (seen += 1) % 2 === 0) return 'passes';
        lost += 1;
        return 'cut after';
      };
      await log.produce(world.chats(requests));
      await log.until(() => log.ended === requests.length);
      expect(await world.verdict()).toEqual([]);
      expect(lost).toBeGreaterThan(0);
    }));

  it('I1 I2 I6 go on where they were when it has been away', () =>
    inWorld({}, async (world) => {
      const { log, fleet, kafka, provider } = world;
      const requests = numbered('away', scaled(200, mostCalls()));
      await provider.behave({ then: { kind: 'hold' } });
      const router = await fleet.start('only', kafka.env);
      await log.produce(world.chats(requests));
      await provider.called(requests.length);
      await kafka.relay.down();
      await provider.behave();
      await provider.release();
      await provider.ended(requests.length);
      await router.isReady(false);
      await kafka.relay.up();
      await log.until(() => log.ended === requests.length);
      expect(await world.verdict()).toEqual([]);
      expect(await provider.calls()).toHaveLength(requests.length);
    }));
});
