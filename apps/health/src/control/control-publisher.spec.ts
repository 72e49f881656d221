import { describe, expect, it } from '@jest/globals';
import { ServiceUnavailableException } from '@nestjs/common';
import type { OutgoingRecord } from '#contracts';
import { systemClock } from '#fallback';
import type { Publisher } from '#kafka';
import { readHealthSettings } from '../health-settings.js';
import type { Control } from '#contracts';
import { ControlPublisher } from './control-publisher.js';

function setUp({ connected }: { connected: boolean }) {
  const published: [topic: string, record: OutgoingRecord][] = [];
  const publisher = {
    isConnected: () => connected,
    publish: (topic: string, record: OutgoingRecord) => Promise.resolve(void published.push([topic, record])),
  } as unknown as Publisher;
  const settings = readHealthSettings({ TOPIC_PREFIX: 'ours.' });
  return { published, control: new ControlPublisher(publisher, settings, systemClock) };
}

const report: Control = { type: 'report', provider: 'openai', outcome: 'failed' };

describe('telling the fleet', () => {
  it.each<[Control, string]>([
    [{ type: 'force_provider', provider: 'openai', until: '2026-11-21T05:00:00.000Z' }, 'force_provider'],
    [{ type: 'clear_cache', at: '2026-11-21T05:00:00.000Z' }, 'clear_cache'],
    [report, 'report:openai'],
    [{ ...report, model: 'o3' }, 'report:openai/o3'],
  ])('puts %j on the control topic under %s', async (order, key) => {
    const { control, published } = setUp({ connected: true });
    await control.say(order);
    expect(published).toMatchObject([['ours.control', { key, value: JSON.stringify(order) }]]);
  });

  it('takes back with a tombstone', async () => {
    const { control, published } = setUp({ connected: true });
    await control.takeBack('force_provider');
    expect(published).toMatchObject([['ours.control', { key: 'force_provider', value: null }]]);
  });

  it('does not keep an operator waiting for a Kafka that is not there', async () => {
    const { control, published } = setUp({ connected: false });
    await expect(control.say(report)).rejects.toThrow(ServiceUnavailableException);
    expect(published).toEqual([]);
  });
});
