import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

/** Runs it in a Node that says it is this version. */
function runAs(version: string): { status: number | null; stderr: string } {
  const program = `
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });
    const { requireNode } = await import('${import.meta.dirname}/require-node.ts');
    requireNode('npm run router');
  `;
  const args = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '--eval', program];
  return spawnSync(process.execPath, args, { encoding: 'utf8' });
}

describe('requireNode', () => {
  it.each(['22.0.0', '24.21.0', '100.1.2'])('lets Node %s pass', (version) => {
    expect(runAs(version)).toMatchObject({ status: 0, stderr: '' });
  });

  it.each(['20.20.2', '9.0.0'])('ends Node %s with the mend', (version) => {
    expect(runAs(version)).toMatchObject({
      status: 1,
      stderr: `Understudy needs Node 22 or newer, this is v${version}: start it with npm run router, which brings its own\n`,
    });
  });
});
