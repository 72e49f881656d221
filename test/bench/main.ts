import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { farewell, MendableError } from '../../deploy/local/mendable-error.js';
import { complain, say } from '../../deploy/local/say.js';
import { figuresTable } from './figures-table.js';
import { attempts } from './providers/attempts.js';
import { streams } from './providers/streams.js';
import { allFail } from './routing/all-fail.js';
import { decision } from './routing/decision.js';
import { failover } from './routing/failover.js';
import { hedging } from './routing/hedging.js';
import type { Figure, Suite } from './suite.js';

const suites: readonly Suite[] = [failover, allFail, hedging, decision, attempts, streams];

/** `npm run bench`: measures on this machine, and prints tables, or with `--json` the figures. A missed target is no error. */
async function bench(): Promise<void> {
  const { json } = options();
  const machine = { cores: availableParallelism(), node: process.version };
  if (!json) say(`Measured on ${machine.cores} cores with Node ${machine.node}; 127.0.0.1 alone is called.`);
  const results: { readonly name: string; readonly figures: readonly Figure[] }[] = [];
  for (const { name, about, unit, run } of suites) {
    if (!json) say(`\n${name}\n${about}\n`);
    const figures = await run();
    results.push({ name, figures });
    if (!json) say(figuresTable(figures, unit));
  }
  if (json) say(JSON.stringify({ machine, unit: 'ms', suites: results }, null, 2));
}

function options(): { readonly json: boolean } {
  try {
    return parseArgs({ options: { json: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    throw new MendableError(`${(error as Error).message}\nKnown is --json.`);
  }
}

await bench().catch((error: unknown) => {
  complain(farewell(error));
  process.exitCode = 1;
});
