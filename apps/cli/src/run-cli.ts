import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { addAlertCommands } from './alert-commands.js';
import type { AskOptions } from './ask.js';
import type { ExplainOptions } from './explain.js';
import { addBacktestCommand } from './backtest/backtest-command.js';
import { addHandoffCommands } from './handoff-commands.js';
import { addLookupCommands } from './lookup-commands.js';
import { addOperatorCommands } from './operator-commands.js';
import { addOrganizationCommands } from './organization-commands.js';
import { addReplayCommands } from './replay-commands.js';
import type { TailOptions } from './tail.js';
import { packageVersion } from './version.js';

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('give a number above 0');
  return value;
};

/** The command line, until its command has ended. */
export async function runCli(): Promise<void> {
  // Whoever reads us may have read enough: `| head` is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

  if (existsSync('.env')) process.loadEnvFile('.env');

  const program = new Command('understudy')
    .description(
      'Talks to Understudy: over its Kafka log (KAFKA_BROKERS says where that is) and with its health service ' +
        '(HEALTH_URL). Without them, to the local stack of `npm start`.',
    )
    .version(packageVersion());

  program
    .command('ask')
    .description('put one request on the log and wait for its answer')
    .argument('<prompt>', 'what to ask; `-` reads it from standard input')
    .option('-m, --model <name>', 'a model, or provider/model')
    .option('-o, --org <name>', 'the organization that asks', 'default')
    .option('-c, --chain <name>', 'a chain of the config')
    .option('-t, --tier <name>', 'a tier of the config')
    .option('--task <name>', 'a task of the config, which has its own tier or chain')
    .option('--session <name>', 'the session that this belongs to')
    .option('--preset <name>', 'a preset of the config')
    .option('-p, --provider <name>', 'force this provider for this request')
    .option('-s, --system <text>', 'a system message')
    .option('-w, --wait <seconds>', 'how long to wait for the answer', positive, 120)
    .option('--json', 'print the record as it came')
    .action(async (prompt: string, options: AskOptions) => {
      // Late, here and below: clients of Kafka and of the database take long to load, and most commands need none.
      const { ask } = await import('./ask.js');
      process.exitCode = await ask(prompt, options);
    });

  program
    .command('tail')
    .description('show what happens on the log as it happens, until Ctrl-C')
    .argument('[topics...]', 'which topics, with or without their prefix', [
      'responses',
      'failures',
      'attempts',
      'alerts',
    ])
    .option('-o, --org <name>', 'only records of this organization')
    .option('--from-beginning', 'start with the oldest record')
    .option('--json', 'print values as they came, one a line')
    .action(async (topics: string[], options: TailOptions) => {
      const { tail } = await import('./tail.js');
      process.exitCode = await tail(topics, options);
    });

  program
    .command('explain')
    .description('print the plan that a request would get now, step by step, without calling anybody')
    .requiredOption('-r, --request <file>', 'the request as it would lie on the log; `-` is standard input')
    .option('-o, --org <name>', "the organization that asks, in place of the request's")
    .option('--organization <file>', 'its settings, in place of what the database has')
    .option(
      '--health <file>',
      'what is known of providers: records of llm.provider-health, or what /v1/status answers',
    )
    .action(async (options: ExplainOptions) => {
      const { explain } = await import('./explain.js');
      process.exitCode = await explain(options);
    });

  addBacktestCommand(program);
  addOperatorCommands(program);
  addAlertCommands(program);
  addOrganizationCommands(program);
  addLookupCommands(program);
  addHandoffCommands(program);
  addReplayCommands(program);

  try {
    await program.parseAsync();
  } catch (error) {
    process.stderr.write(`understudy: ${error instanceof Error ? error.message : String(error)}\n`);
    // At once: kafkajs may go on looking for a broker that is not there.
    process.exit(1);
  }
}
