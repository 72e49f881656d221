import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createKafka, followTable, type Table } from '#kafka';
import { FaultyLink } from './faulty-link.js';
import { GatedServer } from './gated-server.js';
import {
  append,
  connection,
  endOf,
  groupNamed,
  groupOf,
  newTopic,
  ourKafka,
  recordingLogger,
  until,
} from './real-log.js';

const tables: Table[] = [];
const links: FaultyLink[] = [];

/** A table as its last value for each key, and everything that ever came. */
function tableOf(topic: string, kafka = ourKafka(), logger = recordingLogger().logger) {
  const rows = new Map<string, string>();
  const seen: string[] = [];
  const fatal = Promise.withResolvers<Error>();
  const groupIdPrefix = `table-${randomUUID()}`;
  const table = followTable(kafka, {
    topic,
    groupIdPrefix,
    logger,
    onFatal: fatal.resolve,
    onRecord: ({ key, value, offset, partition }) => {
      seen.push(`${partition}/${offset}`);
      if (value?.toString() === 'defect') throw new Error('a defect');
      if (value === null) rows.delete(String(key));
      else rows.set(String(key), String(value));
    },
  });
  tables.push(table);
  return { table, rows, seen, groupIdPrefix, fatal: fatal.promise };
}

afterEach(async () => {
  await Promise.all(tables.splice(0).map((table) => table.close()));
  await Promise.all(links.splice(0).map((link) => link.down()));
});

const compacted = { 'cleanup.policy': 'compact' };

describe('followTable', () => {
  it('has read everything to its end when it has caught up, and follows from there', async () => {
    const topic = await newTopic(2, compacted);
    await append(topic, [
      { key: 'a', value: '1', partition: 0 },
      { key: 'b', value: '1', partition: 1 },
      { key: 'a', value: '2', partition: 0 },
      { key: 'c', value: '1', partition: 0 },
      { key: 'c', value: null, partition: 0 },
    ]);
    const { table, rows } = tableOf(topic);
    await table.caughtUp;
    expect(Object.fromEntries(rows)).toEqual({ a: '2', b: '1' });
    await append(topic, [{ key: 'b', value: '2', partition: 1 }]);
    await until(() => rows.get('b') === '2');
  });

  it('has caught up at once with a topic that is empty, and at a marker with one that ends in it', async () => {
    const { table: empty } = tableOf(await newTopic(3, compacted));
    await empty.caughtUp;
    const topic = await newTopic(1, compacted);
    await append(topic, [{ key: 'a', value: '1' }], true);
    // The marker is written some time after the commit, and only then can anything be read.
    await until(async () => (await endOf(topic)) === 2);
    const { table, rows } = tableOf(topic);
    await table.caughtUp;
    expect(rows.get('a')).toBe('1');
  });

  it('goes on past a record that cannot be taken', async () => {
    const topic = await newTopic(1, compacted);
    await append(topic, [
      { key: 'a', value: 'defect' },
      { key: 'b', value: '1' },
    ]);
    const { table, rows } = tableOf(topic);
    await table.caughtUp;
    expect(Object.fromEntries(rows)).toEqual({ b: '1' });
  });

  it('G4 goes on where it was after an outage', async () => {
    const topic = await newTopic(1, compacted);
    await append(topic, [
      { key: 'a', value: '1' },
      { key: 'b', value: '1' },
    ]);
    const link = await FaultyLink.open();
    links.push(link);
    const { logger, at } = recordingLogger();
    const { table, seen } = tableOf(topic, link.kafka(logger), logger);
    await table.caughtUp;
    await link.down();
    await until(() => at('warn').length > 0);
    await append(topic, [{ key: 'a', value: '2' }]);
    await link.up();
    await until(() => seen.length === 3);
    expect(seen).toEqual(['0/0', '0/1', '0/2']);
  });

  it('G4 goes on where it was when its group gave the partition away and back', async () => {
    const topic = await newTopic(1, compacted);
    await append(topic, [
      { key: 'a', value: '1' },
      { key: 'b', value: '1' },
    ]);
    const { table, seen, groupIdPrefix } = tableOf(topic);
    await table.caughtUp;
    const groupId = await groupNamed(groupIdPrefix);
    const [before] = (await groupOf(groupId)).members;
    const intruder = new GatedServer(topic, { groupId });
    await intruder.start();
    await until(() => intruder.server.state === 'running');
    await intruder.stop();
    await until(async () => {
      const { state, members } = await groupOf(groupId);
      return state === 'Stable' && members.length === 1 && members[0]!.memberId === before!.memberId;
    });
    await append(topic, [{ key: 'a', value: '2' }]);
    await until(() => seen.includes('0/2'));
    expect(seen).toEqual(['0/0', '0/1', '0/2']);
  });

  it('says that it has ended for good, to whoever waits and to its owner', async () => {
    const sasl = { mechanism: 'plain', username: 'ada', password: 'secret' } as const;
    const kafka = createKafka({ ...connection(), sasl }, recordingLogger().logger);
    const { table, fatal } = tableOf('any', kafka);
    await expect(table.caughtUp).rejects.toThrow('KAFKA_SASL_');
    expect((await fatal).message).toContain('KAFKA_SASL_');
  });

  it('says that it was closed to whoever waits', async () => {
    const { table } = tableOf('no-such-topic');
    await table.close();
    await expect(table.caughtUp).rejects.toThrow('closed before it had caught up');
  });
});
