import { describe, expect, it } from '@jest/globals';
import type { Kafka, ProducerRecord, RecordMetadata } from 'kafkajs';
import { RecordSender } from './record-sender.js';

type Answer = (sent: ProducerRecord) => RecordMetadata[];

/** A Kafka whose producers answer as told, the first like the first answer. */
function kafkaOf(...answers: Answer[]) {
  const made: { connected: boolean }[] = [];
  const producer = () => {
    const answer = answers[made.length]!;
    const state = { connected: false };
    made.push(state);
    return {
      connect: () => Promise.resolve(void (state.connected = true)),
      disconnect: () => Promise.resolve(void (state.connected = false)),
      send: (sent: ProducerRecord) => Promise.resolve(sent).then(answer),
    };
  };
  return { kafka: { producer } as unknown as Kafka, made };
}

const placed: Answer = ({ topic, messages }) => [
  { topicName: topic, partition: messages[0]!.partition!, errorCode: 0, baseOffset: '7' },
];
const unsent: Answer = () => [];
const unknown: Answer = () => {
  throw Object.assign(new Error('unknown'), { type: 'UNKNOWN_TOPIC_OR_PARTITION' });
};
const lost: Answer = () => {
  throw Object.assign(new Error('lost'), { type: 'NETWORK_EXCEPTION' });
};

describe('RecordSender', () => {
  it('sends to one partition, so to one leader, and gives the first offset', async () => {
    const sent: ProducerRecord[] = [];
    const { kafka } = kafkaOf((record) => {
      sent.push(record);
      return placed(record);
    });
    expect(await new RecordSender(kafka).send('t', 3, [{ value: 'a' }, { value: 'b' }])).toBe(7);
    expect(sent).toMatchObject([{ topic: 't', acks: -1, messages: [{ partition: 3 }, { partition: 3 }] }]);
  });

  it('G1 does not take it for sent when kafkajs sent nothing, and takes a fresh producer', async () => {
    const { kafka, made } = kafkaOf(unsent, placed);
    const sender = new RecordSender(kafka);
    await expect(sender.send('t', 3, [{ value: 'a' }])).rejects.toThrow('knows no partition 3 of t');
    expect(await sender.send('t', 3, [{ value: 'a' }])).toBe(7);
    expect(made).toEqual([{ connected: false }, { connected: true }]);
  });

  it('takes one fresh producer when several sends found a topic unknown', async () => {
    const { kafka, made } = kafkaOf(unknown, placed);
    const sender = new RecordSender(kafka);
    await Promise.allSettled([sender.send('t', 0, []), sender.send('u', 0, [])]);
    expect(made).toHaveLength(2);
  });

  it('keeps its producer through other failures', async () => {
    const { kafka, made } = kafkaOf(lost);
    await expect(new RecordSender(kafka).send('t', 0, [])).rejects.toThrow('lost');
    expect(made).toEqual([{ connected: true }]);
  });
});
