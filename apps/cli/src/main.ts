import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { ask, type AskOptions } from './ask.js';
import { tail, type TailOptions } from './tail.js';

if (existsSync('.env')) process.loadEnvFile('.env');

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('give a number above 0');
  return value;
};

const program = new Command('understudy').description(
  'Talks to Understudy over its Kafka log. KAFKA_BROKERS says where that is; without it, the local stack of `npm start`.',
);

program
  .command('ask')
  .description('put one request on the log and wait for its answer')
  .argument('<prompt>', 'what to ask; `-` reads it from standard input')
  .option('-m, --model <name>', 'a model, or provider/model')
  .option('-o, --org <name>', 'the organization that asks', 'default')
  .option('-c, --chain <name>', 'a chain of the config')
  .option('-p, --provider <name>', 'force this provider for this request')
  .option('-s, --system <text>', 'a system message')
  .option('-w, --wait <seconds>', 'how long to wait for the answer', positive, 120)
  .option('--json', 'print the record as it came')
  .action(async (prompt: string, options: AskOptions) => {
    process.exitCode = await ask(prompt, options);
  });

program
  .command('tail')
  .description('show what happens on the log as it happens, until Ctrl-C')
  .argument('[topics...]', 'which topics, without their prefix', [
    'responses',
    'failures',
    'attempts',
    'alerts',
  ])
  .option('-o, --org <name>', 'only records of this organization')
  .option('--from-beginning', 'start with the oldest record')
  .option('--json', 'print values as they came, one a line')
  .action(async (topics: string[], options: TailOptions) => {
    process.exitCode = await tail(topics, options);
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`understudy: ${error instanceof Error ? error.message : String(error)}\n`);
  // At once: kafkajs may go on looking for a broker that is not there.
  process.exit(1);
}
