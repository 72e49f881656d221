import type { Command } from 'commander';
import { parseMoment } from '../moment.js';
import { parseAssumption, type Assumption } from './assumption.js';
import type { BacktestOptions } from './backtest.js';

type Given = Omit<BacktestOptions, 'since' | 'until' | 'assume'> & {
  readonly since?: number;
  readonly until?: number;
  readonly assume?: readonly Assumption[];
};

/** `understudy backtest`: another config against the requests and attempts that are on the log. */
export function addBacktestCommand(program: Command): void {
  const now = Date.now();
  const moment = (text: string): number => parseMoment(text, now);
  program
    .command('backtest')
    .description(
      'what would have become of the requests of a time under another config, by how providers did then; calls nobody',
    )
    .requiredOption('-c, --config <file>', 'the config to try')
    .option('--baseline <file>', 'the config of now (default: the one that UNDERSTUDY_CONFIG names)')
    .option('--since <when>', 'a time, or how long ago (default: 24h)', moment)
    .option('--until <when>', 'a time, or how long ago (default: now)', moment)
    .option('-o, --org <name>', 'tell only of the requests of this organization')
    .option(
      '--assume <model=how>',
      'what to take of a model that was not called then: openai/gpt-4o=ok:800ms or =fail:unavailable; repeatable',
      (text: string, before: readonly Assumption[] = []) => [...before, parseAssumption(text)],
    )
    .option('--seed <number>', 'another draw of what is drawn', Number, 1)
    .option('--fail-if-worse', 'exit with 2 if fewer requests would be answered than by the config of now')
    .option('--json', 'print all of it as JSON')
    .action(async (given: Given) => {
      const { backtest } = await import('./backtest.js');
      process.exitCode = await backtest({
        ...given,
        since: given.since ?? moment('24h'),
        until: given.until ?? now,
        assume: given.assume ?? [],
      });
    });
}
