import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppProcess } from './app-process.js';
import { LogClient } from './log-client.js';
import { requestLine } from './request-line.js';
import { password, startSecuredKafka, type SecuredKafka } from './secured-kafka.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack();

const linesAt = (app: AppProcess, ...levels: string[]) =>
  app.lines.filter(({ level }) => levels.includes(level as string));

describe('apps on a Kafka with TLS and SASL', () => {
  let kafka: SecuredKafka;
  beforeAll(async () => {
    kafka = await startSecuredKafka();
  });
  afterAll(() => kafka.stop());

  const as = (mechanism: string, user = 'understudy', secret = password): Record<string, string> => ({
    KAFKA_BROKERS: kafka.brokers,
    KAFKA_SSL: 'true',
    KAFKA_SSL_CA: kafka.ca,
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: user,
    KAFKA_SASL_PASSWORD: secret,
  });

  it('F1 F2 answer, by SCRAM and by PLAIN, with their authority from a file or from Node', async () => {
    const provider = await stack.startProvider();
    const router = await stack.start('router', { ...bothProviders(provider), ...as('SCRAM-SHA-512') });
    const byNode = { KAFKA_SSL_CA: '', NODE_EXTRA_CA_CERTS: kafka.ca };
    const health = await stack.start('health', { ...as('plain'), ...byNode });
    const log = new LogClient(kafka.openBrokers, stack.log.prefix);
    await log.open();
    const request = requestLine();
    await log.ask(request);
    expect((await log.endOf(request.custom_id)).topic).toBe('responses');
    await log.until(() => log.on('providerHealth').length > 0);
    expect([...linesAt(router, 'warn', 'error'), ...linesAt(health, 'error')]).toEqual([]);
    await log.close();
  });

  it('B13 end with one message that names the mend, and no password, when theirs is wrong', async () => {
    const providers = bothProviders(await stack.startProvider());
    const launch = (app: AppProcess['app'], mechanism: string): Promise<AppProcess> =>
      stack.launch(app, { ...providers, ...as(mechanism, 'understudy', 'a-wrong-one') });
    const [router, health] = [await launch('router', 'scram-sha-512'), await launch('health', 'plain')];
    for (const app of [router, health]) {
      expect(await app.exited).toBe(1);
      const told = linesAt(app, 'warn', 'error', 'fatal');
      expect(told).toHaveLength(1);
      expect(told[0]!.msg).toMatch(/cannot go on: Kafka does not accept our user: set .*KAFKA_SASL_PASSWORD/);
      expect(JSON.stringify(app.lines) + app.stderr).not.toMatch(/a-wrong-one/);
    }
  });

  it('end with the commands for an administrator when they may not create topics', async () => {
    const router = await stack.launch('router', { ...as('plain', 'guest'), TOPIC_PREFIX: 'nobody.' });
    expect(await router.exited).toBe(1);
    const [fatal] = linesAt(router, 'fatal');
    expect(fatal?.msg).toMatch(/Create them, and allow our user/);
    expect(fatal?.msg).toContain(
      'kafka-topics.sh --bootstrap-server <broker> --create --if-not-exists --topic nobody.requests --partitions 8',
    );
  });

  it('wait, and name the mend, when they do not know who signed the certificate', async () => {
    const router = await stack.launch('router', { ...as('plain'), KAFKA_SSL_CA: '' });
    const warning = () => linesAt(router, 'warn').find(({ msg }) => msg?.includes('KAFKA_SSL_CA'));
    while (warning() === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await router.probe()).toBe(503);
  });
});
