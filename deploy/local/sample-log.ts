import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { Alert, topicName, type TerminalRecord, type TopicId } from '#contracts';
import { connectionFromEnvironment, createKafka } from '#kafka';
import type { Admin } from 'kafkajs';
import { pino } from 'pino';

/** The log as an upstream sees it: requests in, terminal records and alerts out. */
export interface SampleLog {
  send(request: { readonly custom_id: string; readonly org: string }): Promise<void>;
  /** The end of a request; undefined when none has come within so many ms. */
  endOf(customId: string, within: number): Promise<TerminalRecord | undefined>;
  /** What fires for an organization; undefined when nothing does within so many ms. */
  alertFor(org: string, within: number): Promise<Alert | undefined>;
  close(): Promise<void>;
}

/** Opens the log at these brokers: terminal records from now on, alerts from the oldest. */
export async function openSampleLog(env: NodeJS.ProcessEnv): Promise<SampleLog> {
  const kafka = createKafka(connectionFromEnvironment(env, 'understudy-start'), pino({ level: 'silent' }));
  const nameOf = (id: TopicId): string => topicName(id, env.TOPIC_PREFIX || undefined);
  const [responses, failures, alerts] = [nameOf('responses'), nameOf('failures'), nameOf('alerts')];
  const groupId = `understudy-start-${randomUUID()}`;
  const admin = kafka.admin();
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50 });
  await Promise.all([admin.connect(), producer.connect(), consumer.connect()]);

  const ends = new Map<string, TerminalRecord>();
  const firing = new Map<string, Alert>();
  const news = new EventEmitter();
  const joined = new Promise<void>(
    (resolve) => void consumer.on(consumer.events.GROUP_JOIN, () => resolve()),
  );
  await consumer.subscribe({ topics: [responses, failures, alerts], fromBeginning: true });
  const positions = [...(await endsOf(admin, responses)), ...(await endsOf(admin, failures))];
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ topic, message }) => {
      if (!message.value) return Promise.resolve();
      const value: unknown = JSON.parse(message.value.toString());
      if (topic === alerts) {
        const alert = Alert.parse(value);
        if (alert.status === 'firing') firing.set(alert.fingerprint, alert);
        else firing.delete(alert.fingerprint);
      } else {
        const end = value as TerminalRecord;
        ends.set(end.custom_id, end);
      }
      news.emit('record');
      return Promise.resolve();
    },
  });
  await joined;
  for (const position of positions) consumer.seek(position);

  const awaited = async <T>(find: () => T | undefined, within: number): Promise<T | undefined> => {
    const signal = AbortSignal.timeout(within);
    for (;;) {
      const found = find();
      if (found || signal.aborted) return found;
      await once(news, 'record', { signal }).catch(() => {});
    }
  };
  return {
    send: async (request) => {
      const messages = [{ key: request.org, value: JSON.stringify(request) }];
      await producer.send({ topic: nameOf('requests'), messages });
    },
    endOf: (customId, within) => awaited(() => ends.get(customId), within),
    alertFor: (org, within) =>
      awaited(() => [...firing.values()].find(({ labels }) => labels.org === org), within),
    close: async () => {
      await consumer.disconnect();
      await admin.deleteGroups([groupId]);
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
  };
}

async function endsOf(admin: Admin, topic: string) {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets.map(({ partition, high }) => ({ topic, partition, offset: high }));
}
