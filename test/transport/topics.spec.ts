import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ensureTopics, type WantedTopic } from '#kafka';
import { createTopic, ourKafka, recordingLogger } from './real-log.js';

const wanted = (name: string): WantedTopic => ({
  name,
  partitions: 2,
  cleanup: 'compact,delete',
  maxMessageBytes: 2_000_000,
});

describe('ensureTopics', () => {
  it('creates what is missing, from several processes at once, and is content with it afterwards', async () => {
    const topics = Array.from({ length: 5 }, () => wanted(`test-${randomUUID()}`));
    const logs = Array.from({ length: 3 }, recordingLogger);
    await Promise.all(logs.map(({ logger }) => ensureTopics(ourKafka(), topics, logger)));
    const { logger, lines } = recordingLogger();
    await ensureTopics(ourKafka(), topics, logger);
    expect(lines).toEqual([]);
    // Whoever meets a topic that another one is just making may say that it waits, and nothing against the topic.
    expect(logs.flatMap(({ at }) => at('warn')).filter((line) => 'topic' in line)).toEqual([]);
  });

  it('leaves a topic that differs as it is, and says in what', async () => {
    const topic = wanted(`test-${randomUUID()}`);
    await createTopic(topic.name, 1, { 'cleanup.policy': 'delete', 'max.message.bytes': '1000' });
    for (let time = 0; time < 2; time += 1) {
      const { logger, at } = recordingLogger();
      const limits = await ensureTopics(ourKafka(), [topic], logger);
      expect(limits.get(topic.name)).toBe(1_000);
      expect(at('warn')).toMatchObject([
        {
          topic: topic.name,
          differences: [
            '1 partitions, not 2',
            'cleanup.policy delete, not compact,delete',
            'max.message.bytes 1000, not 2000000',
          ],
          msg: expect.stringMatching(
            /^The topic .* has 1 partitions, not 2 .*--alter .*--partitions 2\. It has .*cleanup\.policy=\[compact,delete\]\. It has .*max\.message\.bytes=2000000$/,
          ),
        },
      ]);
    }
  });

  it('does not hide that a topic cannot be created', async () => {
    const { logger } = recordingLogger();
    await expect(ensureTopics(ourKafka(), [wanted('not a name')], logger)).rejects.toThrow();
  });
});
