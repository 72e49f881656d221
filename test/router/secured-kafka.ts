import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../deploy/local/free-port.js';
import { findJava } from '../../deploy/local/java.js';
import { kafkaJars } from '../../deploy/local/kafka-jars.js';
import { startKafka } from '../../deploy/local/kafka.js';

const run = promisify(execFile);

/** Of the key store, of PLAIN and of SCRAM. */
export const password = 'not-a-real-password';

export interface SecuredKafka {
  /** Where nobody is asked who he is. */
  readonly openBrokers: string;
  /** TLS and SASL: PLAIN and SCRAM-SHA-512. */
  readonly brokers: string;
  /** The certificate that signed its certificate: its own. */
  readonly ca: string;
  stop(): Promise<void>;
}

const plainLogin = (users: readonly string[]): string =>
  `org.apache.kafka.common.security.plain.PlainLoginModule required ${users
    .map((user) => `user_${user}="${password}"`)
    .join(' ')};`;

/** A broker that knows two users: `understudy`, who may do all, and `guest`, who may do nothing. */
export async function startSecuredKafka(): Promise<SecuredKafka> {
  const dataDir = await mkdtemp(join(tmpdir(), 'understudy-secured-'));
  await chmod(dataDir, 0o711);
  const [java, port, securePort] = [await findJava(), await freePort(), await freePort()];
  const [keyStore, ca] = [join(dataDir, 'broker.p12'), join(dataDir, 'ca.pem')];
  const keytool = java.replace(/java$/, 'keytool');
  const store = ['-alias', 'broker', '-keystore', keyStore, '-storetype', 'PKCS12', '-storepass', password];
  const key = ['-keyalg', 'EC', '-dname', 'CN=understudy-test', '-ext', 'san=ip:127.0.0.1', '-validity', '2'];
  await run(keytool, ['-genkeypair', ...store, ...key, '-ext', 'bc=ca:true']);
  await run(keytool, ['-exportcert', '-rfc', ...store, '-file', ca]);

  const kafka = await startKafka({
    dataDir,
    port,
    listeners: [`SASL_SSL://127.0.0.1:${securePort}`],
    properties: {
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL',
      'ssl.keystore.location': keyStore,
      'ssl.keystore.password': password,
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
      'listener.name.sasl_ssl.plain.sasl.jaas.config': plainLogin(['understudy', 'guest']),
      'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config':
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS;User:understudy',
    },
  });
  await run(java, [
    ...['-cp', join(await kafkaJars(), '*'), 'kafka.admin.ConfigCommand'],
    ...[
      '--bootstrap-server',
      kafka.brokers,
      '--alter',
      '--entity-type',
      'users',
      '--entity-name',
      'understudy',
    ],
    ...['--add-config', `SCRAM-SHA-512=[password=${password}]`],
  ]);
  return {
    openBrokers: kafka.brokers,
    brokers: `127.0.0.1:${securePort}`,
    ca,
    stop: async () => {
      await kafka.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
