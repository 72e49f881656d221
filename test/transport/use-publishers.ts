import { afterEach } from '@jest/globals';
import { Publisher } from '#kafka';
import { FaultyLink } from './faulty-link.js';
import { ourKafka, recordingLogger } from './real-log.js';

/** Publishers, and links to their Kafka that can be struck; they end with each test. */
export function usePublishers() {
  const publishers: Publisher[] = [];
  const links: FaultyLink[] = [];
  afterEach(async () => {
    await Promise.all(publishers.splice(0).map((publisher) => publisher.close()));
    await Promise.all(links.splice(0).map((link) => link.down()));
  });

  return {
    publisherOn: (
      kafka = ourKafka(),
      logger = recordingLogger().logger,
      options: Partial<ConstructorParameters<typeof Publisher>[0]> = {},
    ): Publisher => {
      const publisher = new Publisher({ kafka, logger, ...options });
      publishers.push(publisher);
      return publisher;
    },
    newLink: async (): Promise<FaultyLink> => {
      const link = await FaultyLink.open();
      links.push(link);
      return link;
    },
  };
}
