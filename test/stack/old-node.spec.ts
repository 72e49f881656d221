import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

/** A Node that says it is old, and that can load nothing of what we depend on. */
const oldNode = `
  import { registerHooks } from 'node:module';
  Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });
  registerHooks({
    resolve: (specifier, context, next) => {
      if (/^(#|\\.|file:)/.test(specifier)) return next(specifier, context);
      throw new SyntaxError(specifier + ' does not load here');
    },
  });
`;

describe('a program that is started by a Node which is too old', () => {
  it.each([
    ['router', 'npm run router'],
    ['health', 'npm run health'],
    ['cli', 'npm run understudy'],
  ])('says so at once and names the mend: %s', (app, command) => {
    const args = ['--import', `data:text/javascript,${encodeURIComponent(oldNode)}`];
    const { status, stderr } = spawnSync(process.execPath, [...args, `dist/apps/${app}/src/main.js`], {
      encoding: 'utf8',
      env: {},
    });
    expect(stderr).toBe(
      `Understudy needs Node 22 or newer, this is v20.20.2: start it with ${command}, which brings its own\n`,
    );
    expect(status).toBe(1);
  });
});
