import { readFileSync } from 'node:fs';
import type { SASLOptions } from 'kafkajs';

export interface KafkaConnection {
  readonly clientId: string;
  readonly brokers: string[];
  /** With `ca`: these authorities (PEM), in place of those that Node knows. */
  readonly ssl: boolean | { readonly ca: string };
  readonly sasl: SASLOptions | undefined;
  /** Of what is published. */
  readonly compression: (typeof compressions)[number];
}

/** An environment that names no usable connection, with every problem. */
export class InvalidConnection extends Error {
  override readonly name = 'InvalidConnection';

  constructor(readonly problems: readonly string[]) {
    super(`Kafka cannot be reached as configured:\n${problems.join('\n')}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Those that kafkajs knows by itself. */
const compressions = ['none', 'gzip'] as const;

const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/**
 * Reads KAFKA_BROKERS (without it, the local stack at LOCAL_KAFKA_PORT), KAFKA_SSL, KAFKA_SSL_CA,
 * KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and KAFKA_COMPRESSION. Throws one error that names every problem.
 */
export function connectionFromEnvironment(
  environment: Environment,
  clientId = 'understudy',
): KafkaConnection {
  const problems: string[] = [];
  const connection = {
    clientId,
    brokers: brokersOf(environment, problems),
    ssl: sslOf(environment, problems),
    sasl: saslOf(environment, problems),
    compression: compressionOf(environment, problems),
  };
  if (problems.length > 0) throw new InvalidConnection(problems);
  return connection;
}

function brokersOf(environment: Environment, problems: string[]): string[] {
  const local = `127.0.0.1:${environment['LOCAL_KAFKA_PORT'] || 29092}`;
  const brokers = (environment['KAFKA_BROKERS'] || local).split(',').map((broker) => broker.trim());
  for (const broker of brokers) {
    if (/^.+:\d{1,5}$/.test(broker)) continue;
    problems.push(`KAFKA_BROKERS: "${broker}" is not host:port (several are separated by commas).`);
  }
  return brokers;
}

function sslOf(environment: Environment, problems: string[]): KafkaConnection['ssl'] {
  const value = (environment['KAFKA_SSL'] || 'false').toLowerCase();
  if (value !== 'true' && value !== 'false') {
    problems.push(`KAFKA_SSL: must be true or false, and is "${value}".`);
  }
  const file = environment['KAFKA_SSL_CA'];
  if (!file) return value === 'true';
  if (value === 'false') problems.push('KAFKA_SSL_CA: is of no use without TLS; set KAFKA_SSL=true as well.');
  try {
    return { ca: readFileSync(file, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    problems.push(`KAFKA_SSL_CA: "${file}" cannot be read (${code}); name a PEM file.`);
    return true;
  }
}

function saslOf(environment: Environment, problems: string[]): SASLOptions | undefined {
  const username = environment['KAFKA_SASL_USERNAME'];
  const password = environment['KAFKA_SASL_PASSWORD'];
  const named = environment['KAFKA_SASL_MECHANISM']?.toLowerCase();
  if (!named) {
    if (username || password) {
      problems.push(`KAFKA_SASL_MECHANISM: is missing beside the user name (${mechanisms.join(', ')}).`);
    }
    return undefined;
  }
  const mechanism = mechanisms.find((known) => known === named);
  if (!mechanism) problems.push(`KAFKA_SASL_MECHANISM: "${named}" is none of ${mechanisms.join(', ')}.`);
  if (!username) problems.push(`KAFKA_SASL_USERNAME: is missing, and ${named} needs it.`);
  if (!password) problems.push(`KAFKA_SASL_PASSWORD: is missing, and ${named} needs it.`);
  return mechanism && username && password ? { mechanism, username, password } : undefined;
}

function compressionOf(environment: Environment, problems: string[]): KafkaConnection['compression'] {
  const named = (environment['KAFKA_COMPRESSION'] || 'none').toLowerCase();
  const compression = compressions.find((known) => known === named);
  if (!compression) problems.push(`KAFKA_COMPRESSION: "${named}" is none of ${compressions.join(', ')}.`);
  return compression ?? 'none';
}
