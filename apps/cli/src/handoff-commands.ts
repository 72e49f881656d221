import { userInfo } from 'node:os';
import { Option, type Command } from 'commander';
import { AdminApi } from './admin-api.js';
import { describeHandoffs } from './describe-handoffs.js';
import { say, withApi, type ApiOptions } from './with-api.js';

/** `understudy handoffs …`: requests that nobody but a person can answer. */
export function addHandoffCommands(program: Command): void {
  const handoffs = program
    .command('handoffs')
    .description('list and take the requests that wait for a person');

  withApi(handoffs.command('list', { isDefault: true }))
    .description('those that nobody has taken yet, the oldest first')
    .option('--org <name>', 'of this organization')
    .addOption(new Option('--state <state>').choices(['open', 'taken']))
    .option('--limit <number>', 'how many')
    .option('--after <cursor>', 'go on where a list ended')
    .action(async (options: ApiOptions & Record<string, string>) => {
      const { url, json: _json, ...filter } = options;
      const found = await AdminApi.of(url, process.env).handoffs(filter);
      say(options, found, describeHandoffs(found));
    });

  withApi(handoffs.command('take'))
    .description('take a request over: it is no longer listed, and your name is written down')
    .argument('<org>')
    .argument('<custom_id>')
    .option('--by <name>', 'who takes it (default: the user of this machine)')
    .action(async (org: string, customId: string, options: ApiOptions & { by?: string }) => {
      const by = options.by ?? userInfo().username;
      const handoff = await AdminApi.of(options.url, process.env).takeHandoff(org, customId, by);
      say(options, handoff, `${handoff.taken_by} has taken over ${org}/${customId}.`);
    });
}
