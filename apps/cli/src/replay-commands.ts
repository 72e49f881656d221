import { InvalidArgumentError, type Command } from 'commander';
import { AdminApi } from './admin-api.js';
import { describeDeadLetters } from './describe-dead-letters.js';
import { describeDeadLetterReplays, describeReplay, describeReplays } from './describe-replays.js';
import { parseMoment } from './moment.js';
import { say, withApi, type ApiOptions } from './with-api.js';

/** `understudy replay` and `understudy dead-letters …`: what failed, tried again once its cause is mended. */
export function addReplayCommands(program: Command): void {
  withPages(withApi(program.command('replay')))
    .description(
      'try a request that failed again, as a new one; or with --all whatever failed and is like this',
    )
    .argument('[custom_id]', 'which one')
    .option('--org <name>', 'whose (default: `default`; with --all: everybody)')
    .option('--all', 'all that failed: give --since')
    .option('--class <name>', 'whose last error was of this class, such as quota')
    .option('--code <name>', 'that failed with this code, such as deadline_exceeded')
    .option('--provider <name>', 'that were tried last at this provider')
    .option('--dry-run', 'say what would be replayed, and replay nothing')
    .action(async (customId: string | undefined, options: ReplayOptions) => {
      const { url, json: _json, all, dryRun, ...filter } = options;
      const api = AdminApi.of(url, process.env);
      if (customId === undefined && all === true) {
        const said = await api.replays({ ...filter, since: sinceOf(options), dry_run: dryRun });
        return say(options, said, describeReplays(said));
      }
      if (customId === undefined || all === true)
        throw new Error(
          'Name either a request, `understudy replay <custom_id> --org <org>`, or many: `understudy replay --all --since 2h`',
        );
      if (Object.keys(filter).some((name) => name !== 'org') || dryRun === true)
        throw new Error(
          'A filter and --dry-run are for --all: one request is replayed, or refused with the reason',
        );
      const said = await api.replay(filter.org ?? 'default', customId);
      say(options, said, describeReplay(said));
    });

  const letters = program
    .command('dead-letters')
    .description('list what no router took as a request, and try it again');

  withPages(withApi(letters.command('list', { isDefault: true })))
    .description('the newest first; not what is in them')
    .action(async (options: PageOptions) => {
      const { url, json: _json, ...filter } = options;
      const found = await AdminApi.of(url, process.env).deadLetters(filter);
      say(options, found, describeDeadLetters(found));
    });

  withPages(withApi(letters.command('replay')))
    .description('try one again, or with --since all of that time, as new requests')
    .argument('[place]', 'such as 0/17, as `list` shows it', parsePlace)
    .option('--dry-run', 'say what would be replayed, and replay nothing')
    .action(async (place: Place | undefined, options: PageOptions & { dryRun?: true }) => {
      const { url, json: _json, dryRun, ...filter } = options;
      const api = AdminApi.of(url, process.env);
      if (place === undefined) {
        const said = await api.replayDeadLetters({ ...filter, since: sinceOf(options), dry_run: dryRun });
        return say(options, said, describeDeadLetterReplays(said));
      }
      if (Object.keys(filter).length > 0 || dryRun === true)
        throw new Error('--since and the like are for many: leave them out, or the place');
      const said = await api.replayDeadLetter(...place);
      say(options, said, describeReplay(said));
    });
}

interface PageOptions extends ApiOptions {
  readonly since?: string;
  readonly until?: string;
  readonly limit?: number;
  readonly before?: string;
}

interface ReplayOptions extends PageOptions {
  readonly org?: string;
  readonly all?: true;
  readonly class?: string;
  readonly code?: string;
  readonly provider?: string;
  readonly dryRun?: true;
}

type Place = readonly [partition: string, offset: string];

const withPages = (command: Command): Command =>
  command
    .option('--since <when>', 'from a time on, or from so long ago, such as 2h', moment)
    .option('--until <when>', 'up to a time, or to so long ago', moment)
    .option('--limit <number>', 'how many', Number)
    .option('--before <cursor>', 'go on where it ended');

const moment = (text: string): string => new Date(parseMoment(text, Date.now())).toISOString();

function sinceOf({ since }: PageOptions): string {
  if (since === undefined)
    throw new Error('Say since when, such as --since 2h: older failures are left alone');
  return since;
}

function parsePlace(text: string): Place {
  const [, partition, offset] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (partition === undefined || offset === undefined)
    throw new InvalidArgumentError('give a place such as 0/17');
  return [partition, offset];
}
