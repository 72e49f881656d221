import { availableParallelism } from 'node:os';
import { interrupted } from '../../deploy/local/interrupted.js';
import { farewell } from '../../deploy/local/mendable-error.js';
import { complain, say } from '../../deploy/local/say.js';
import { Bench } from './bench.js';
import { figuresTable } from './figures-table.js';
import { readOptions, type Options } from './options.js';
import { keepResults } from './report/keep-results.js';
import type { Results, SuiteResults } from './report/results.js';
import { suites } from './suites.js';

/** `npm run bench`: measures on this machine, and prints tables, or with `--json` the figures. A missed target is no error. */
async function measureAll({ suites: chosen, json, write }: Options, bench: Bench): Promise<void> {
  const machine = { cores: availableParallelism(), node: process.version };
  if (!json) say(`Measured on ${machine.cores} cores with Node ${machine.node}; 127.0.0.1 alone is called.`);
  const measured: SuiteResults[] = [];
  for (const { id, name, about, unit, run } of chosen) {
    if (!json) say(`\n${name}\n${about}\n`);
    const figures = await run(bench);
    measured.push({ id, name, figures });
    if (!json) say(figuresTable(figures, unit));
  }
  const results: Results = { machine, unit: 'ms', suites: measured };
  if (json) say(JSON.stringify(results, null, 2));
  if (write) await keepResults(results);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), suites);
  if (options.list) return say(suites.map(({ id, name }) => `${id.padEnd(14)} ${name}`).join('\n'));
  const bench = new Bench(options);
  try {
    const cut = interrupted.then(() => (process.exitCode = 130));
    await Promise.race([measureAll(options, bench), cut]);
  } finally {
    await bench.close();
  }
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    complain(farewell(error));
    process.exit(1);
  },
);
