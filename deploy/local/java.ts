import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MendableError } from './mendable-error.js';

const needed = 17;
const mend = `install a JDK ${needed} or newer (or set JAVA_HOME to one), or set KAFKA_BROKERS to a Kafka that runs.`;

/** The command of a Java that is new enough for Kafka. */
export async function findJava(): Promise<string> {
  const home = process.env.JAVA_HOME;
  const java = home ? join(home, 'bin/java') : 'java';
  const said = await promisify(execFile)(java, ['-version']).catch(() => undefined);
  if (!said) throw new MendableError(`Java is missing: ${mend}`);
  const version = /version "(?:1\.)?(\d+)/.exec(said.stderr)?.[1];
  if (Number(version) < needed) throw new MendableError(`Java ${version} is too old for Kafka: ${mend}`);
  return java;
}
