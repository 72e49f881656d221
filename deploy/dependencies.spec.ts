import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Locked {
  readonly license?: string;
  readonly dev?: boolean;
}

const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };

const askedFor = [
  ...['kafkajs', '@nestjs/core', '@nestjs/microservices', '@nestjs/config'],
  ...['openai', 'ollama', '@opentelemetry/sdk-node', 'pg'],
];

/** Let others use, change and ship what they cover, and ask for no more than their own text beside it. */
const permissive = new Set([
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0'],
  ...['Unlicense', 'CC0-1.0'],
]);

const sources = globSync('{apps,libs}/*/src/**/*.ts', {
  cwd: root,
  exclude: (path) => path.includes('.spec.'),
});
const imported = new Set(
  sources.flatMap((path) =>
    [...read(path).matchAll(/(?:from|import) '((?:@[^/']+\/)?[^/'#.][^/']*)/g)].map(([, name]) => name),
  ),
);

describe('what ships', () => {
  it.each(askedFor)('F4 is built of %s', (name) => {
    expect(dependencies).toHaveProperty([name]);
    expect(imported).toContain(name);
  });

  it('F4 is tested by jest', () => {
    expect(packages).toHaveProperty(['node_modules/jest']);
    expect(process.env['JEST_WORKER_ID']).toBeDefined();
  });

  it('has no dependency that is not imported', () => {
    expect(Object.keys(dependencies).filter((name) => !imported.has(name))).toEqual([]);
  });

  it('has permissive licences alone', () => {
    const others = Object.entries(packages).filter(
      ([path, { dev, license }]) => path !== '' && !dev && !permissive.has(license ?? 'none'),
    );
    expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
  });
});
