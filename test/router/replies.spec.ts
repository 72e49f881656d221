import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClientKafka } from '@nestjs/microservices';
import { Kafka, logLevel, type Consumer, type KafkaMessage } from 'kafkajs';
import { lastValueFrom, timeout } from 'rxjs';
import { createTopics } from '../stack/create-topics.js';
import { requestLine } from './request-line.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack({ requestPartitions: 1 });
const { log } = stack;
const brokers = stack.environment['KAFKA_BROKERS']!.split(',');
const replies = `${log.prefix}spring-replies`;
const nestReplies = `${log.prefix}requests.reply`;

describe('a sender that waits for its reply', () => {
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
  const seen: (KafkaMessage & { partition: number })[] = [];
  let consumer: Consumer;

  beforeAll(async () => {
    const admin = kafka.admin();
    await admin.connect();
    await createTopics(admin, [
      { topic: replies, numPartitions: 4 },
      { topic: nestReplies, numPartitions: 1 },
    ]);
    await admin.disconnect();
    consumer = kafka.consumer({ groupId: `${log.prefix}spring`, maxWaitTimeInMs: 50 });
    await consumer.connect();
    await consumer.subscribe({ topic: replies, fromBeginning: true });
    await consumer.run({
      eachMessage: ({ partition, message }) => {
        seen.push({ ...message, partition });
        return Promise.resolve();
      },
    });
  });
  afterAll(() => consumer.disconnect());

  const start = async (): Promise<void> => {
    const provider = await stack.startProvider();
    await stack.start('router', {
      ...bothProviders(provider),
      REPLY_TOPICS: `${log.prefix.replaceAll('.', '[.]')}(.*repl.*|control)`,
    });
  };
  const send = (value: object | string, headers: Record<string, Buffer | string>) =>
    log.send([{ value: typeof value === 'string' ? value : JSON.stringify(value), headers }]);
  const replyTo = async (correlationId: Buffer) => {
    const mine = () =>
      seen.find(({ headers }) => correlationId.equals(headers!['kafka_correlationId'] as Buffer));
    while (!mine()) await new Promise((resolve) => setTimeout(resolve, 10));
    return mine()!;
  };
  const spring = (correlationId: Buffer, topic = replies, partition = 2) => {
    const kafka_replyPartition = Buffer.alloc(4);
    kafka_replyPartition.writeInt32BE(partition);
    return { kafka_replyTopic: topic, kafka_correlationId: correlationId, kafka_replyPartition };
  };

  it("gets it where Spring's template listens, under its correlation id byte for byte", async () => {
    await start();
    const id = Buffer.concat([Buffer.from([0, 0xff, 0x80]), randomBytes(13)]);
    const request = requestLine();
    await send(request, spring(id));
    const reply = await replyTo(id);
    expect(reply.partition).toBe(2);
    const answer = await log.endOf(request.custom_id);
    expect(reply.value!.toString()).toBe(answer.raw);
    expect(String(reply.headers!['ce_id'])).toBe(answer.value.id);
  });

  it('is told of a failure too, also of a request that cannot be read', async () => {
    await start();
    for (const value of [
      requestLine({}, { routing: { deadline: '2020-01-01T00:00:00Z' } }),
      '{"custom_id":"unreadable","body":7}',
    ]) {
      const id = randomBytes(16);
      await send(value, spring(id));
      expect(JSON.parse((await replyTo(id)).value!.toString()).error).not.toBeNull();
    }
  });

  it("answers NestJS's own client", async () => {
    await start();
    const client = new ClientKafka({
      client: { brokers, clientId: 'nest', logLevel: logLevel.NOTHING },
      consumer: { groupId: `${log.prefix}nest`, maxWaitTimeInMs: 50 },
    });
    client.subscribeToResponseOf(`${log.prefix}requests`);
    await client.connect();
    const request = requestLine();
    const answer = await lastValueFrom(
      client.send<{ custom_id: string }>(`${log.prefix}requests`, request).pipe(timeout(60_000)),
    );
    expect(answer.custom_id).toBe(request.custom_id);
    await client.close();
  });

  it('gets none at a topic that is not admitted, or is ours, or has no such partition; the answer comes all the same', async () => {
    await start();
    for (const headers of [
      spring(randomBytes(16), `${log.prefix}elsewhere`),
      spring(randomBytes(16), `${log.prefix}control`),
      spring(randomBytes(16), replies, 7),
    ]) {
      const before = log.on('control').length;
      const request = requestLine();
      await send(request, headers);
      expect((await log.endOf(request.custom_id)).topic).toBe('responses');
      expect(log.on('control')).toHaveLength(before);
    }
  });
});
