import { Argument, type Command } from 'commander';
import { AdminApi, type Report } from './admin-api.js';
import { describeStatus } from './describe-status.js';
import { parseDuration } from './duration.js';
import { secondOf } from './second-of.js';
import { say, withApi, type ApiOptions } from './with-api.js';

/** What operators ask of the fleet and tell it: status, force, clear, report and cancel. */
export function addOperatorCommands(program: Command): void {
  withApi(program.command('status'))
    .description('show where requests go, and how every provider and model is')
    .action(async (options: ApiOptions) => {
      const status = await AdminApi.of(options.url, process.env).status();
      say(options, status, describeStatus(status));
    });

  withApi(program.command('force'))
    .description('have the whole fleet try one provider first, for a time')
    .argument('<provider>')
    .option('--for <time>', 'how long, such as 90s, 30m or 2h', parseDuration, 1_800)
    .action(async (provider: string, options: ApiOptions & { for: number }) => {
      const said = await AdminApi.of(options.url, process.env).force(provider, options.for);
      say(
        options,
        said,
        `${provider} is tried first until ${secondOf(said.until)}; \`understudy clear\` ends it.`,
      );
    });

  withApi(program.command('clear'))
    .description('go back to the configured order: nothing forced, no failure remembered')
    .action(async (options: ApiOptions) => {
      const said = await AdminApi.of(options.url, process.env).clear();
      say(options, said, 'The configured order holds again; no failure is remembered.');
    });

  withApi(program.command('report'))
    .description('tell the whole fleet that a provider fails, or that it works again')
    .argument('<provider>')
    .addArgument(new Argument('<outcome>').choices(['failed', 'succeeded']))
    .option('--error <class>', 'what it failed with, such as unavailable, auth or rate_limit')
    .option('--context <text>', 'what you were doing')
    .option('--model <name>', 'of this model alone')
    .action(async (provider: string, outcome: string, options: ApiOptions & Omit<Report, 'outcome'>) => {
      const { url, json: _json, ...report } = options;
      const said = await AdminApi.of(url, process.env).report(provider, { outcome, ...report });
      const subject = report.model === undefined ? provider : `${provider}/${report.model}`;
      const told =
        outcome === 'failed'
          ? `${subject} is left alone for a cooldown; \`understudy report ${provider} succeeded\` ends it.`
          : `${subject} is held to work.`;
      say(options, said, told);
    });

  withApi(program.command('cancel'))
    .description('end a request, wherever it is, unless it has its answer already')
    .argument('<custom_id>')
    .option('--org <name>', 'whose request it is', 'default')
    .action(async (customId: string, options: ApiOptions & { org: string }) => {
      const said = await AdminApi.of(options.url, process.env).cancel(options.org, customId);
      say(options, said, `Every router is told; \`understudy tail\` shows how '${customId}' ends.`);
    });
}
