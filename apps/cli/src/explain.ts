import { decodeRequest, Organization, type LlmRequest } from '#contracts';
import {
  composePlan,
  explainPlan,
  HealthBook,
  loadRoutingConfig,
  ProviderMemory,
  systemClock,
  type Composition,
} from '#fallback';
import { createPool, findOrganization } from '#postgres';
import { priceBook } from '#providers';
import { readConfigText, readSettings } from '#service';
import { createLogger } from '#telemetry';
import { healthRecords } from './health-records.js';
import { readTextFile } from './read-text-file.js';

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
  const composition = composePlan(request, {
    config,
    organization: await readOrganization(request.org, options),
    health,
    memory: new ProviderMemory(config),
    prices: priceBook(config.prices),
    spent: { sessionUsd: 0, dayUsd: 0, monthUsd: 0 },
    hasKey: (variable) => Boolean(env[variable]?.trim()),
    now: systemClock.now(),
  });
  process.stdout.write(
    `${[...shown(composition), ...config.notices.map((notice) => `Note: ${notice}`)].join('\n')}\n`,
  );
  return composition.ok ? 0 : 1;
}

const shown = (composition: Composition): string[] => [
  ...(composition.explanation === null ? [] : [explainPlan(composition.explanation)]),
  ...(composition.ok ? [] : [`The request would fail as ${composition.code}: ${composition.problem}`]),
];

async function readRequest({ request: file, org }: ExplainOptions): Promise<LlmRequest> {
  const value = Buffer.from(await readTextFile(file));
  const decoded = decodeRequest({ value, headers: { ce_id: 'explained' } });
  if (decoded.kind === 'rejected') throw new Error(`${file} holds no request: ${decoded.problem}`);
  return org === undefined ? decoded.request : { ...decoded.request, org };
}

async function readOrganization(
  org: string,
  { organization: file, org: wanted }: ExplainOptions,
): Promise<Organization | null> {
  if (file !== undefined) {
    const settings = JSON.parse(await readTextFile(file)) as object;
    return Organization.parse({ ...settings, org });
  }
  if (wanted === undefined && org === 'default') return null;
  const found = await lookUp(org);
  if (found === undefined)
    process.stderr.write(`Nobody has described organization '${org}': nothing is restricted.\n`);
  return found ?? null;
}

async function lookUp(org: string): Promise<Organization | undefined> {
  const { databaseUrl } = readSettings(process.env, ['HEALTH_PORT', 8090], {}).service;
  const logger = createLogger('understudy-cli', { LOG_LEVEL: 'silent' });
  const pool = createPool({ url: databaseUrl, max: 1, applicationName: 'understudy-cli', logger });
  try {
    return await findOrganization(pool, org);
  } catch (error) {
    throw new Error(
      `organization '${org}' cannot be looked up (${error instanceof Error ? error.message || error.name : String(error)}). ` +
        'Is `npm start` running? DATABASE_URL names another database, and --organization <file> does without one.',
      { cause: error },
    );
  } finally {
    await pool.end();
  }
}
