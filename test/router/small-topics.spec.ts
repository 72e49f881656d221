import { beforeAll, describe, expect, it } from '@jest/globals';
import kafkajs, { Kafka, logLevel } from 'kafkajs';
import { topicName, type TopicId } from '#contracts';
import { requestLine } from './request-line.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack();
const { log } = stack;

/** As an administrator who set the topics up by himself, with Kafka's defaults or less. */
async function limitTo(bytes: number, ...topics: TopicId[]): Promise<void> {
  const brokers = stack.environment['KAFKA_BROKERS']!.split(',');
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.alterConfigs({
    validateOnly: false,
    resources: topics.map((topic) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name: topicName(topic, log.prefix),
      configEntries: [{ name: 'max.message.bytes', value: String(bytes) }],
    })),
  });
  await admin.disconnect();
}

describe('a router on topics that take only small records', () => {
  beforeAll(() => limitTo(50_000, 'responses', 'failures', 'deadLetters'));

  const start = async () => {
    const provider = await stack.startProvider({
      respond: ({ model }) => ({
        kind: 'answer',
        text: model.startsWith('sim-long') ? 'x'.repeat(60_000) : 'Hello',
      }),
    });
    const router = await stack.start('router', bothProviders(provider));
    return { provider, router };
  };

  it('G1 ends a request whose answer does not fit with one failure, which is its one result for good', async () => {
    const { provider, router } = await start();
    const request = requestLine({ model: 'openai/sim-long' });
    await log.ask(request);
    const { topic, value } = await log.endOf(request.custom_id);
    expect(topic).toBe('failures');
    expect(value.error).toMatchObject({
      code: 'response_too_large',
      message: expect.stringContaining(`max.message.bytes of ${log.prefix}responses`),
    });
    expect(value.routing).toMatchObject({ provider: 'openai', attempts: [{ outcome: 'succeeded' }] });

    await log.ask(request);
    await log.until(() => log.endsOf(request.custom_id).length === 2);
    expect(new Set(log.endsOf(request.custom_id).map(({ raw }) => raw)).size).toBe(1);
    expect(provider.count('sim-long')).toBe(1);
    const warnings = router.lines.filter(({ level, topic: of }) => level === 'warn' && of !== undefined);
    expect(warnings.map(({ topic: of }) => of)).toEqual(
      (['responses', 'failures', 'deadLetters'] as const).map((id) => topicName(id, log.prefix)),
    );
    expect(warnings[0]!.msg).toContain('--add-config max.message.bytes=8388608');
  });

  it('I1 ends a request whose failure does not fit with a shorter one', async () => {
    await start();
    const metadata = { much: 'y'.repeat(60_000) };
    const request = requestLine({ model: 'openai/sim-long' }, { metadata });
    await log.ask(request);
    const { topic, value } = await log.endOf(request.custom_id);
    expect([topic, value.error.code, value.metadata]).toEqual(['failures', 'response_too_large', {}]);
  });

  it('I6 lays a record aside without its value that does not fit among the dead letters, and goes on', async () => {
    await start();
    const request = requestLine();
    await log.send([{ key: 'k', value: 'z'.repeat(60_000), headers: { mine: 'kept' } }]);
    await log.ask(request);
    expect((await log.endOf(request.custom_id)).topic).toBe('responses');
    await log.until(() => log.on('deadLetters').length > 0);
    const [letter, ...more] = log.on('deadLetters');
    expect(more).toEqual([]);
    expect(letter).toMatchObject({ key: 'k', raw: '', headers: { mine: 'kept' } });
    expect(letter!.headers['kafka_dlt-exception-message']).toContain('60000 bytes is too large');
    expect(letter!.headers['kafka_dlt-original-topic']).toBe(topicName('requests', log.prefix));
  });
});
