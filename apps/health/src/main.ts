import { runService } from '#service';

await runService('understudy-health', async (context) => {
  const [{ readHealthSettings }, { startHealth }] = await Promise.all([
    import('./health-settings.js'),
    import('./start-health.js'),
  ]);
  return startHealth(readHealthSettings(process.env), context);
});
