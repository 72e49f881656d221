import { requireNode } from '#node-version';

requireNode('npm run health');
const { runService } = await import('#service');

await runService('understudy-health', async (context) => {
  const [{ readHealthSettings }, { startHealth }] = await Promise.all([
    import('./health-settings.js'),
    import('./start-health.js'),
  ]);
  return startHealth(readHealthSettings(process.env), context);
});
