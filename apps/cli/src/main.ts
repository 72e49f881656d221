import { requireNode } from '#node-version';

requireNode('npm run understudy');
const { runCli } = await import('./run-cli.js');

await runCli();
