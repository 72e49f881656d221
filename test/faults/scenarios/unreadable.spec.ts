import { describe, expect, it } from '@jest/globals';
import { scaled } from '../world/scale.js';
import type { Sent } from '../world/sent.js';
import { inWorld } from '../world/world.js';
import { numbered } from './numbered.js';

const body = '"body":{"messages":[{"role":"user","content":"hi"}]}';

const unreadable: Readonly<Record<string, Buffer | string | null>> = {
  'no value': null,
  'an empty value': '',
  'no JSON': '{"custom_id":"half',
  'no object': '[1]',
  'no id': `{${body}}`,
  'bad UTF-8': Buffer.concat([Buffer.from('{"custom_id":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
  'JSON that is 200,000 deep': `{"custom_id":"deep",${'"a":['.repeat(1)}${'['.repeat(200_000)}`,
  'more than is taken': `{"custom_id":"large",${body},"pad":"${'x'.repeat(1_100_000)}"}`,
  'a __proto__ in place of a body': '{"custom_id":"proto","__proto__":{"body":{"messages":[]}}}',
};

describe('records that no request can be read from', () => {
  it('I1 I6 go to the dead letters, each once, and hold nothing back', () =>
    inWorld({}, async (world) => {
      const { log, fleet, provider, history } = world;
      const requests = numbered('among', scaled(100, 1_000));
      const bad: Sent[] = Object.values(unreadable).map((value) => ({
        request: null,
        message: { key: null, value },
      }));
      await fleet.start('only');
      await log.produce([...world.chats(requests), ...bad, ...world.chats(['last'])]);
      await log.until(() => history.all('dead-lettered').length >= bad.length && log.hasEnded('last'));
      await log.until(() => requests.every((request) => log.hasEnded(request)));
      expect(await world.verdict()).toEqual([]);
      expect(history.all('dead-lettered')).toHaveLength(bad.length);
      expect(await provider.calls()).toHaveLength(requests.length + 1);
    }));

  it('I1 I6 one among many, and one request in a hundred that always fails, are the only ones that fail', () =>
    inWorld({ partitions: 8 }, async (world) => {
      const { log, fleet, provider, history } = world;
      const count = scaled(2_000, 10_000);
      const sound = numbered('sound', count - count / 100);
      const failing = numbered('failing', count / 100);
      await provider.behave({ requests: 'failing-', then: { kind: 'bad-request' } });
      await fleet.start('only');
      await log.produce([
        ...world.chats(sound.slice(count / 2)),
        { request: null, message: { value: 'poison' } },
        ...world.chats(failing),
        ...world.chats(sound.slice(0, count / 2)),
      ]);
      await log.until(() => log.ended === count && history.all('dead-lettered').length > 0);
      expect(await world.verdict()).toEqual([]);
      expect(history.all('dead-lettered')).toHaveLength(1);
      const failed = history.all('published').filter(({ outcome }) => outcome !== 'answered');
      expect(failed.map(({ request }) => request).sort()).toEqual(failing.sort());
    }));
});
