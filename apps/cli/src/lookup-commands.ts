import { Option, type Command } from 'commander';
import { AdminApi } from './admin-api.js';
import { describeCosts } from './describe-costs.js';
import { describeRequest } from './describe-request.js';
import { describeRequests } from './describe-requests.js';
import { say, withApi, type ApiOptions } from './with-api.js';

/** `understudy requests` and `understudy costs`: what became of requests, and what they cost. */
export function addLookupCommands(program: Command): void {
  withApi(program.command('requests'))
    .description('the requests that have ended, or all about one of them')
    .argument('[org]', 'whose request to show')
    .argument('[custom_id]', 'which one')
    .option('--org <name>', 'of this organization')
    .option('--provider <name>', 'answered by this provider, or tried there last')
    .option('--class <name>', 'whose last error was of this class, such as rate_limit')
    .addOption(new Option('--outcome <outcome>').choices(['answered', 'failed']))
    .option('--limit <number>', 'how many')
    .option('--before <cursor>', 'go on where a list ended')
    .action(
      async (
        org: string | undefined,
        customId: string | undefined,
        options: ApiOptions & Record<string, string>,
      ) => {
        const { url, json: _json, ...filter } = options;
        const api = AdminApi.of(url, process.env);
        if (org === undefined) {
          const requests = await api.requests(filter);
          return say(options, requests, describeRequests(requests));
        }
        if (customId === undefined)
          throw new Error(
            `Name the request too: \`understudy requests ${org} <custom_id>\`; --org ${org} lists all`,
          );
        const request = await api.request(org, customId);
        say(options, request, describeRequest(request));
      },
    );

  withApi(program.command('costs'))
    .description('what organizations, sessions or models cost on one day of UTC')
    .addOption(new Option('--by <group>').choices(['org', 'session', 'model']).default('org'))
    .option('--day <date>', 'such as 2026-11-21 (default: today)')
    .option('--org <name>', 'of this organization')
    .option('--limit <number>', 'how many lines')
    .option('--after <cursor>', 'go on where a list ended')
    .action(async (options: ApiOptions & { by: string } & Record<string, string>) => {
      const { url, json: _json, by, ...filter } = options;
      const costs = await AdminApi.of(url, process.env).costs({ ...filter, group_by: by });
      say(options, costs, describeCosts(costs));
    });
}
