import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkoutRoot } from './checkout-root.js';
import { MendableError } from './mendable-error.js';

/** Tells the person at the terminal why it takes a while. */
export type Announce = (text: string) => void;

const run = promisify(execFile);
const pom = join(checkoutRoot, 'deploy/local/kafka/pom.xml');

/** The directory with the jars of the POM's Kafka; Maven fetches them once, later calls find them there. */
export async function kafkaJars(announce?: Announce): Promise<string> {
  const version = /<kafka\.version>(.+)<\/kafka\.version>/.exec(await readFile(pom, 'utf8'))?.[1];
  const stateDirectory = join(checkoutRoot, '.understudy');
  const jars = join(stateDirectory, `kafka-libs-${version}`);
  if (existsSync(jars)) return jars;

  announce?.(`Fetching Apache Kafka ${version} with Maven, once (43 MB) …`);
  await mkdir(stateDirectory, { recursive: true });
  const unfinished = await mkdtemp(`${jars}-`);
  try {
    const goal = [
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${unfinished}`,
    ];
    await run('mvn', ['-q', '-B', '-f', pom, ...goal]);
    await rename(unfinished, jars).catch((error: unknown) => {
      if (!existsSync(jars)) throw error;
    });
  } catch (error) {
    throw inWords(error as NodeJS.ErrnoException & { stdout?: string });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return jars;
}

function inWords(error: NodeJS.ErrnoException & { stdout?: string }): Error {
  if (error.code === 'ENOENT') {
    return new MendableError(
      'Maven is missing: install it (`mvn` on the PATH) to fetch the local Kafka, or set KAFKA_BROKERS to a Kafka that runs.',
    );
  }
  const said = (error.stdout ?? error.message).split('\n').slice(0, 5).join('\n');
  return new MendableError(
    `Maven could not fetch Kafka's jars; when its repository can be reached, start again.\n${said}`,
  );
}
