import { afterEach, describe, expect, it } from '@jest/globals';
import { watchIntake } from '#kafka';
import { FaultyLink } from './faulty-link.js';
import { GatedServer } from './gated-server.js';
import { append, committedBy, newTopic, numbered, until } from './real-log.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A server that has taken all that its topic held, and the link by which its watch asks Kafka. */
async function setUp() {
  const topic = await newTopic();
  await append(topic, numbered(5));
  const gated = await new GatedServer(topic).start();
  closers.push(() => gated.stop());
  gated.isOpen = true;
  await until(() => gated.started.length === 5);
  gated.release();
  await until(async () => (await committedBy(gated.groupId, topic))[0] === 5);
  const link = await FaultyLink.open();
  closers.push(() => link.down());
  const watch = (server: Pick<GatedServer['server'], 'snapshot'>) => {
    const { groupId } = gated;
    const watched = watchIntake(link.kafka(undefined, { retry: { retries: 1 } }), {
      groupId,
      server,
      lookEveryMs: 20,
      patience: 2,
      answerWithinMs: 5_000,
    });
    closers.push(watched.close);
    return watched;
  };
  return { topic, server: gated.server, link, watch };
}

describe('watchIntake', () => {
  it('finds a consumer that has stopped fetching what Kafka has, but not while Kafka is away', async () => {
    const { topic, server, link, watch } = await setUp();
    const stuck = server.snapshot();
    const watched = watch({ snapshot: () => stuck });
    await server.drain();
    await append(topic, numbered(2));
    await until(() => watched.problem() !== null);
    expect(watched.problem()).toBe(
      `${topic}/0 stands at offset 5 of 7: Kafka answers, and nothing is fetched`,
    );
    await link.down();
    await until(() => watched.problem() === null);
  });

  it('is content with one that has taken all there is', async () => {
    const { server, watch } = await setUp();
    let looks = 0;
    const watched = watch({
      snapshot: () => {
        looks += 1;
        return server.snapshot();
      },
    });
    await until(() => looks > 10);
    expect(watched.problem()).toBeNull();
  });
});
