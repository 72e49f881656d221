import { describe, expect, it } from '@jest/globals';
import {
  holdDeliveries,
  listTroubledDeliveries,
  markDelivered,
  markUndelivered,
  repeatDeliveries,
} from '#postgres';
import { calm, claim, hourMs, idsOf, raise, replicas, tellAll, told } from './raised-incidents.js';
import { useDatabase } from './test-database.js';

describe('the outbox', () => {
  const database = useDatabase();

  it('G5 gives a message to one replica, and of one fingerprint the earlier first', async () => {
    const pool = database.openPool();
    for (let i = 0; i < 2; i += 1) {
      await raise(pool, 'order', { sinks: ['order'] });
      await calm(pool, 'order');
    }
    const claims = await Promise.all(replicas.map(() => claim(pool, 'order')));
    expect(claims.filter((batch) => batch !== null).map(told)).toEqual([['order firing']]);
    await markDelivered(pool, idsOf(claims.find((batch) => batch !== null)!));
    expect(await tellAll(pool, 'order')).toEqual(['order resolved', 'order firing', 'order resolved']);
  });

  it('gives a message to somebody else when the lease of whoever had it is over', async () => {
    const pool = database.openPool();
    await raise(pool, 'lease', { sinks: ['lease'] });
    expect(told(await claim(pool, 'lease', 0))).toEqual(['lease firing']);
    const second = await claim(pool, 'lease');
    expect(second?.deliveries).toMatchObject([{ attempts: 2 }]);
    expect(await claim(pool, 'lease')).toBeNull();
    await calm(pool, 'lease');
  });

  it('puts what is of one group and status into one message', async () => {
    const pool = database.openPool();
    for (const fingerprint of ['g-1', 'g-2', 'g-3']) await raise(pool, fingerprint, { sinks: ['group'] });
    await calm(pool, 'g-1');
    const firing = await claim(pool, 'group');
    expect(told(firing)).toEqual(['g-1 firing', 'g-2 firing', 'g-3 firing']);
    expect(await claim(pool, 'group')).toBeNull();
    await markDelivered(pool, idsOf(firing));
    expect(told(await claim(pool, 'group'))).toEqual(['g-1 resolved']);
    for (const fingerprint of ['g-2', 'g-3']) await calm(pool, fingerprint);
  });

  it('shows what does not come through, keeps it for the next try, and ends in a dead end that can be seen', async () => {
    const pool = database.openPool();
    await raise(pool, 'sick', { sinks: ['sick'] });
    const ids = idsOf(await claim(pool, 'sick'));
    await markUndelivered(pool, { ids, error: 'HTTP 500', retryInMs: 0 });
    const trouble = { sink: 'sick', fingerprint: 'sick', alertname: 'ProviderDown', status: 'firing' };
    expect(await listTroubledDeliveries(pool)).toMatchObject([
      { ...trouble, state: 'retrying', attempts: 1, error: 'HTTP 500' },
    ]);
    expect(told(await claim(pool, 'sick'))).toEqual(['sick firing']);
    await markUndelivered(pool, { ids, error: 'HTTP 502', retryInMs: null });
    expect(await listTroubledDeliveries(pool)).toMatchObject([
      { ...trouble, state: 'dead', error: 'HTTP 502' },
    ]);
    expect(await claim(pool, 'sick')).toBeNull();

    await repeatDeliveries(pool, [{ sink: 'sick', everyMs: 0 }]);
    expect(await tellAll(pool, 'sick')).toEqual(['sick firing']);
    expect(await listTroubledDeliveries(pool)).toEqual([]);
    await calm(pool, 'sick');
  });

  it('repeats what fires when it is time, once for all replicas, and nothing that is over', async () => {
    const pool = database.openPool();
    const again = { sink: 'again', everyMs: 0 };
    await raise(pool, 'again', { sinks: ['again'] });
    expect(await tellAll(pool, 'again')).toEqual(['again firing']);
    await repeatDeliveries(pool, [{ ...again, everyMs: hourMs }]);
    expect(await tellAll(pool, 'again')).toEqual([]);
    await Promise.all(replicas.map(() => repeatDeliveries(pool, [again])));
    expect(await tellAll(pool, 'again')).toEqual(['again firing']);
    await repeatDeliveries(pool, [again]);
    await calm(pool, 'again');
    await repeatDeliveries(pool, [again]);
    expect(await tellAll(pool, 'again')).toEqual(['again resolved']);
  });

  it('says nothing of an incident that was held back from its beginning to its end', async () => {
    const pool = database.openPool();
    await raise(pool, 'held', { sinks: ['held', 'other'] });
    await holdDeliveries(pool, idsOf(await claim(pool, 'held')), 0);
    await calm(pool, 'held');
    expect(await tellAll(pool, 'held')).toEqual([]);
    expect(await tellAll(pool, 'other')).toEqual(['held firing', 'held resolved']);
  });
});
