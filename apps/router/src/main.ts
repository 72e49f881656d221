import { runService } from '#service';

await runService('understudy-router', async (context) =>
  (await import('./run-router.js')).runRouter(context),
);
