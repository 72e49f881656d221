import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { scaled } from '../world/scale.js';
import { inWorld, type World } from '../world/world.js';
import { numbered } from './numbered.js';

const cancel = ({ log }: World, request: string): Promise<void> =>
  log.tell('control', `cancel/default/${request}`, { type: 'cancel', org: 'default', custom_id: request });

describe('a request that is cancelled', () => {
  it('I1 I2 in the middle of its call ends as cancelled, and so does the call', () =>
    inWorld({}, async (world) => {
      const { log, fleet, provider, history } = world;
      const requests = numbered('called', scaled(10, 200));
      await provider.behave({ then: { kind: 'hold' } });
      await fleet.start('only');
      await log.produce(world.chats(requests));
      await provider.called(requests.length);
      for (const request of requests) await cancel(world, request);
      await log.until(() => log.ended === requests.length);
      await provider.ended(requests.length);
      expect(await world.verdict()).toEqual([]);
      expect(new Set(history.all('published').map(({ outcome }) => outcome))).toEqual(new Set(['cancelled']));
    }));

  it('I1 I2 while it is being answered ends once, whoever wins', () =>
    inWorld({}, async (world) => {
      const { log, fleet, provider, history } = world;
      const requests = numbered('racing', scaled(60, 1_000));
      await provider.behave({ then: { kind: 'answer', afterMs: 30 } });
      await fleet.start('only');
      for (const [index, request] of requests.entries()) {
        await log.produce(world.chats([request]));
        await sleep(index % 40);
        await cancel(world, request);
      }
      await log.until(() => log.ended === requests.length);
      expect(await world.verdict()).toEqual([]);
      const outcomes = new Set(history.all('published').map(({ outcome }) => outcome));
      expect([...outcomes].filter((outcome) => outcome !== 'answered' && outcome !== 'cancelled')).toEqual(
        [],
      );
    }));
});
