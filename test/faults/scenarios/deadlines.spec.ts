import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { scaled } from '../world/scale.js';
import { inWorld } from '../world/world.js';
import { numbered } from './numbered.js';

const inMs = (ms: number) => ({ routing: { deadline: new Date(Date.now() + ms).toISOString() } });

describe('a deadline that passes', () => {
  it('I1 I2 in the queue ends the request without a call', () =>
    inWorld({}, async (world) => {
      const { log, fleet, provider, history } = world;
      const requests = numbered('queued', scaled(20, 500));
      await log.produce(world.chats(requests, inMs(0)));
      await fleet.start('only');
      await log.until(() => log.ended === requests.length);
      expect(await world.verdict()).toEqual([]);
      expect(history.all('published').map(({ outcome }) => outcome)).toEqual(
        requests.map(() => 'deadline_exceeded'),
      );
      expect(await provider.calls()).toEqual([]);
    }));

  it('I1 I2 in the middle of a call ends the request, and the call', () =>
    inWorld({}, async (world) => {
      const { log, fleet, provider, history } = world;
      const requests = numbered('called', scaled(20, 500));
      await provider.behave({ then: { kind: 'hold' } });
      await fleet.start('only');
      await log.produce(world.chats(requests, inMs(5_000)));
      await provider.called(requests.length);
      await log.until(() => log.ended === requests.length);
      await provider.ended(requests.length);
      expect(await world.verdict()).toEqual([]);
      expect(history.all('published').map(({ outcome }) => outcome)).toEqual(
        requests.map(() => 'deadline_exceeded'),
      );
    }));

  it('I1 I2 between the answer and its publishing leaves one end, whichever', () =>
    inWorld({}, async (world) => {
      const { log, fleet, provider, postgres } = world;
      const requests = numbered('answered', scaled(20, 500));
      await provider.behave({ then: { kind: 'hold' } });
      await fleet.start('only', postgres.env);
      const deadline = inMs(15_000);
      await log.produce(world.chats(requests, deadline));
      await provider.called(requests.length);
      await postgres.relay.down();
      await provider.release();
      await provider.ended(requests.length);
      await sleep(Math.max(0, Date.parse(deadline.routing.deadline) - Date.now()));
      await postgres.relay.up();
      await log.until(() => log.ended === requests.length);
      expect(await world.verdict()).toEqual([]);
    }));
});
