import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MendableError } from '../../deploy/local/mendable-error.js';
import type { BenchOptions } from './bench.js';
import type { Suite } from './suite.js';

export interface Options extends BenchOptions {
  /** What is measured, in this order. */
  readonly suites: readonly Suite[];
  readonly list: boolean;
  readonly json: boolean;
  /** Whether the figures are kept for the README. */
  readonly write: boolean;
}

const known = `Known are
  --case=<name>     this one alone; it may be given several times
  --list            says which there are
  --rounds=<n>      how often each contestant of a router's case is measured (default: 3)
  --cpu-prof=<dir>  has V8 write a CPU profile of each router to this directory
  --json            prints figures in place of tables
  --write           keeps the figures, for the README's table and chart`;

/** @throws MendableError that says what is known */
export function readOptions(args: readonly string[], suites: readonly Suite[]): Options {
  const { values } = parsed(args);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new MendableError(`--rounds is '${values.rounds}': give a whole number from 1 on.`);
  }
  return {
    suites: values.case === undefined ? suites : values.case.map((id) => suiteOf(id, suites)),
    rounds,
    // The routers have other working directories.
    cpuProfiles: values['cpu-prof'] === undefined ? null : resolve(values['cpu-prof']),
    list: values.list,
    json: values.json,
    write: values.write,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        case: { type: 'string', multiple: true },
        rounds: { type: 'string', default: '3' },
        'cpu-prof': { type: 'string' },
        list: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new MendableError(`${(error as Error).message}\n${known}`);
  }
}

function suiteOf(id: string, suites: readonly Suite[]): Suite {
  const suite = suites.find((candidate) => candidate.id === id);
  if (suite) return suite;
  throw new MendableError(`There is no case '${id}'. There are ${suites.map((each) => each.id).join(', ')}.`);
}
