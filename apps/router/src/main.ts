import { requireNode } from '#node-version';

requireNode('npm run router');
const { runService } = await import('#service');

await runService('understudy-router', async (context) =>
  (await import('./run-router.js')).runRouter(context),
);
