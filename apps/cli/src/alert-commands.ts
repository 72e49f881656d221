import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { AdminApi } from './admin-api.js';
import { describeAlerts, describeSilences } from './describe-alerts.js';
import { parseDuration } from './duration.js';
import { secondOf } from './second-of.js';
import { parseMatcher, type Matcher } from './silence.js';
import { say, withApi, type ApiOptions } from './with-api.js';

/** `understudy alerts …` and `understudy silence …`: what fires, whether it comes through, and what nobody wants to hear. */
export function addAlertCommands(program: Command): void {
  const alerts = program.command('alerts').description('list alerts, and try the ways that they take');

  withApi(alerts.command('list', { isDefault: true }))
    .description('what is firing, and what has not come through to its sink')
    .option('--resolved', 'what is over instead, the latest first')
    .option('--limit <number>', 'of those that are over, so many at most', Number, 100)
    .action(async (options: ApiOptions & { resolved?: boolean; limit: number }) => {
      const state = options.resolved === true ? 'resolved' : 'firing';
      const said = await AdminApi.of(options.url, process.env).alerts(state, options.limit);
      say(options, said, describeAlerts(said));
    });

  withApi(alerts.command('test'))
    .description('send a test alert, and its end, through one sink')
    .requiredOption('--sink <name>', 'a sink of the config')
    .action(async (options: ApiOptions & { sink: string }) => {
      const said = await AdminApi.of(options.url, process.env).testSink(options.sink);
      say(options, said, `Sink ${options.sink} took a test alert and its end.`);
    });

  const silence = program.command('silence').description('have nobody told of some alerts, for a time');

  withApi(silence.command('add'))
    .description('tell people nothing of alerts that have all these labels')
    .argument(
      '<labels...>',
      'such as alertname=ProviderDown provider=openai; `*` stands for any text',
      parseMatcher,
    )
    .requiredOption('--comment <text>', 'why')
    .option('--for <time>', 'how long, such as 30m, 2h or 1d', parseDuration, 7_200)
    .option('--by <name>', 'who says so', userInfo().username)
    .action(
      async (matchers: Matcher[], options: ApiOptions & { comment: string; for: number; by: string }) => {
        const { url, comment, for: seconds, by } = options;
        const added = await AdminApi.of(url, process.env).silence({
          matchers,
          duration_seconds: seconds,
          by,
          comment,
        });
        const end = `\`understudy silence end ${added.id}\` ends it`;
        say(options, added, `Silence ${added.id} holds until ${secondOf(added.until)}; ${end}.`);
      },
    );

  withApi(silence.command('list', { isDefault: true }))
    .description('what is silenced now')
    .action(async (options: ApiOptions) => {
      const silences = await AdminApi.of(options.url, process.env).silences();
      say(options, silences, describeSilences(silences));
    });

  withApi(silence.command('end'))
    .description('have people told again')
    .argument('<id>')
    .action(async (id: string, options: ApiOptions) => {
      await AdminApi.of(options.url, process.env).endSilence(id);
      say(options, { id, ended: true }, `Silence ${id} is over.`);
    });
}
