/**
 * Builds the status page into `dist`, beside the service that serves it. Takes no time when nothing has changed since.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const page = join(root, 'dist/apps/health/page');

const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const sources = readdirSync(import.meta.dirname, { recursive: true }).map((name) =>
  join(import.meta.dirname, name),
);
const newest = Math.max(...[...sources, join(root, 'package-lock.json')].map(changedAt));

if (changedAt(join(page, 'index.html')) < newest) {
  const { build } = await import('vite');
  // Built aside and put in its place whole: a service may be reading it.
  const fresh = `${page}-${process.pid}`;
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { outDir: fresh, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
  mkdirSync(dirname(page), { recursive: true });
  rmSync(page, { recursive: true, force: true });
  renameSync(fresh, page);
}
