import { decodeRequest, Organization, type LlmRequest } from '#contracts';
import {
  composePlan,
  explainPlan,
  HealthBook,
  loadRoutingConfig,
  ProviderMemory,
  systemClock,
  type Composition,
  type Spent,
} from '#fallback';
import { findOrganization, SpendingBook } from '#postgres';
import { priceBook } from '#providers';
import { readConfigText } from '#service';
import { healthRecords } from './health-records.js';
import { readTextFile } from './read-text-file.js';
import { reasonOf } from './reason-of.js';
import { withDatabase } from './with-database.js';

export interface ExplainOptions {
  /** A file with the request as it would lie on `llm.requests`. */
  readonly request: string;
  readonly org?: string;
  /** A file with an organization, in place of the database's. */
  readonly organization?: string;
  /** A file with records of `llm.provider-health`, or with the answer of `/v1/status`. */
  readonly health?: string;
}

/**
 * Prints the plan that a request would get now, each step with why it is there, passed over or moved. Nobody is called.
 *
 * @returns the exit code: 0 there is a plan, 1 the request would fail without a try
 */
export async function explain(options: ExplainOptions): Promise<number> {
  const { env } = process;
  const config = loadRoutingConfig(env, readConfigText(env));
  const request = await readRequest(options);
  const health = new HealthBook(config);
  if (options.health !== undefined) {
    const records = healthRecords(await readTextFile(options.health), options.health);
    for (const record of records) health.heard(record);
  }
  const { organization, spent } = await knownOf(request, options);
  const composition = composePlan(request, {
    config,
    organization,
    health,
    memory: new ProviderMemory(config),
    prices: priceBook(config.prices),
    spent,
    hasKey: (variable) => Boolean(env[variable]?.trim()),
    now: systemClock.now(),
  });
  process.stdout.write(
    `${[...shown(composition), ...config.notices.map((notice) => `Note: ${notice}`)].join('\n')}\n`,
  );
  if (options.health === undefined) {
    process.stderr.write('Every provider counts as healthy: --health <file> says otherwise.\n');
  }
  return composition.ok ? 0 : 1;
}

const shown = (composition: Composition): string[] => [
  ...(composition.explanation === null ? [] : [explainPlan(composition.explanation)]),
  ...(composition.ok ? [] : [`The request would fail as ${composition.code}: ${composition.problem}`]),
];

async function readRequest({ request: file, org }: ExplainOptions): Promise<LlmRequest> {
  const value = Buffer.from(await readTextFile(file));
  const decoded = decodeRequest({ value, headers: { ce_id: 'explained' } });
  if (decoded.kind === 'rejected')
    throw new Error(`${file === '-' ? 'standard input' : file} holds no request: ${decoded.problem}`);
  return org === undefined ? decoded.request : { ...decoded.request, org };
}

interface Known {
  readonly organization: Organization | null;
  readonly spent: Spent;
}

const nothing: Known = { organization: null, spent: { sessionUsd: 0, dayUsd: 0, monthUsd: 0 } };

/** What the database has of the request's organization; a person who does not speak of one can do without a database. */
async function knownOf({ org, session }: LlmRequest, options: ExplainOptions): Promise<Known> {
  if (options.organization !== undefined) {
    const settings = JSON.parse(await readTextFile(options.organization)) as object;
    return { ...nothing, organization: Organization.parse({ ...settings, org }) };
  }
  try {
    const known = await lookUp(org, session ?? null);
    if (known.organization === null && org !== 'default') {
      process.stderr.write(`Nobody has described organization '${org}': nothing is restricted.\n`);
    }
    return known;
  } catch (error) {
    const reason = reasonOf(error);
    if (org === 'default' && options.org === undefined) {
      process.stderr.write(
        `The database cannot be asked (${reason}): nothing counts as restricted or spent.\n`,
      );
      return nothing;
    }
    throw new Error(
      `organization '${org}' cannot be looked up (${reason}). ` +
        'Is `npm start` running? DATABASE_URL names another database, and --organization <file> does without one.',
      { cause: error },
    );
  }
}

const lookUp = (org: string, session: string | null): Promise<Known> =>
  withDatabase(async (pool, logger) => {
    const spending = new SpendingBook({ pool, routerId: 'understudy-cli', logger });
    try {
      const organization = (await findOrganization(pool, org)) ?? null;
      const now = systemClock.now();
      await spending.know(org, session, now);
      return { organization, spent: spending.spentUsd(org, session, now) };
    } finally {
      await spending.close();
    }
  });
