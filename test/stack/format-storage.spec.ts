import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { formatStorage } from '../../deploy/local/format-storage.js';
import { findJava } from '../../deploy/local/java.js';
import { kafkaJars } from '../../deploy/local/kafka-jars.js';

it('the local Kafka takes a cluster id that begins with a dash', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'understudy-format-'));
  try {
    const properties = join(directory, 'server.properties');
    await writeFile(
      properties,
      [
        'process.roles=broker,controller',
        'node.id=1',
        'controller.quorum.voters=1@127.0.0.1:1',
        'controller.listener.names=CONTROLLER',
        'listeners=PLAINTEXT://127.0.0.1:2,CONTROLLER://127.0.0.1:1',
        `log.dirs=${join(directory, 'log')}`,
      ].join('\n'),
    );
    const classPath = ['-cp', join(await kafkaJars(), '*')];
    await formatStorage(await findJava(), classPath, properties, '-RgkdwLG3yQ8V61lsCRMLg');
    expect(await readFile(join(directory, 'log', 'meta.properties'), 'utf8')).toContain(
      'cluster.id=-RgkdwLG3yQ8V61lsCRMLg',
    );
  } finally {
    await rm(directory, { recursive: true });
  }
});
