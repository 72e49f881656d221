import { ObservedWorld, simulate, type RequestEnd, type RoutingConfig } from '#fallback';
import { priceBook } from '#providers';
import { openLog } from '../open-log.js';
import { say } from '../with-api.js';
import type { Assumption } from './assumption.js';
import { callableThen } from './callable-then.js';
import { describeBacktest } from './describe-backtest.js';
import { knownOrganizations } from './known-organizations.js';
import { loadConfigs, readConfigFiles } from './load-configs.js';
import { notesOn } from './notes.js';
import { readPast, type Past, type Window } from './read-past.js';
import { reportOf } from './report.js';

export interface BacktestOptions extends Window {
  /** The file of the config that is tried. */
  readonly config: string;
  /** That of the config of now; by default the one that the environment names. */
  readonly baseline?: string;
  readonly org?: string;
  readonly assume: readonly Assumption[];
  readonly seed: number;
  readonly json?: boolean;
  readonly failIfWorse?: boolean;
}

/**
 * Prints what would have become of the requests of a time under another config. Nobody is called, nothing is written.
 *
 * @returns the exit code: 0, or 2 where fewer would have been answered and that was asked for
 */
export async function backtest(options: BacktestOptions): Promise<number> {
  const { config, baseline, assume, seed, org = null } = options;
  const files = await readConfigFiles(config, baseline);
  // Before the log, which takes a while: what is wrong with a file is wrong whoever can be called.
  const plain = loadConfigs(files);
  const past = await readLog(options);
  const callable = callableThen(past.attempts, assume, plain);
  // All are sent, also where one organization's are asked for: they share the health of providers.
  const { now, next } = loadConfigs(files, callable.providers);
  const organizations = await knownOrganizations();

  const world = new ObservedWorld(past.attempts);
  const endsUnder = (routing: RoutingConfig): Promise<readonly RequestEnd[]> =>
    simulate(past.requests, {
      config: routing,
      world,
      assumed: new Map(assume),
      pricesBy: (clock) => priceBook(routing.prices, clock),
      organizationOf: organizations.find,
      hasKey: (variable) => callable.variables.has(variable) || Boolean(process.env[variable]?.trim()),
      seed,
    });
  const ends = { actual: past.ends, now: await endsUnder(now), new: await endsUnder(next) };
  const notes = notesOn({ past, now, next, plain: plain.next, organizations: organizations.note });
  const report = reportOf({ ...options, org }, past, ends, notes);
  say(options, report, describeBacktest(report));
  return options.failIfWorse === true && report.worse ? 2 : 0;
}

async function readLog(window: Window): Promise<Past> {
  const log = await openLog();
  try {
    return await readPast(log, window);
  } finally {
    await log.close();
  }
}
