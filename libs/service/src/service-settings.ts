import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { logLevels } from './log-level.js';
import { mendOf } from './mend-of.js';
import { SettingsError } from './settings-error.js';

export type Environment = Readonly<Record<string, string | undefined>>;

const highestPort = 65_535;
const aPort = { error: `give a port, a whole number from 0 to ${highestPort}` };
const port = (fallback: number) =>
  z.coerce.number(aPort).int(aPort).min(0, aPort).max(highestPort, aPort).default(fallback);

const defaultConfigFile = 'deploy/understudy.yaml';

const SharedVariables = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'give a URL such as postgres://user:password@host:5432/name' })
    .optional(),
  LOCAL_POSTGRES_PORT: port(25_432),
  TOPIC_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]{0,100}$/, 'letters, digits, dots, dashes and underscores alone')
    .default('llm.'),
  HTTP_HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(logLevels).optional(),
});

/** What every process of ours is told by its environment. */
export interface ServiceSettings {
  /** The local stack's when nothing else is said. */
  readonly databaseUrl: string;
  readonly topicPrefix: string;
  /** The address that HTTP listens on. */
  readonly httpHost: string;
  readonly httpPort: number;
}

/**
 * Reads what every process needs, and the variables that this one has for itself. An empty variable counts as unset, as
 * compose files write it.
 *
 * @param httpPort the name and the default of this process's port, such as `['ROUTER_PORT', 8091]`
 * @throws SettingsError with every problem at once
 */
export function readSettings<Own extends z.ZodRawShape>(
  env: Environment,
  httpPort: readonly [name: string, fallback: number],
  own: Own,
): { readonly service: ServiceSettings; readonly own: z.infer<z.ZodObject<Own>> } {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const [name, fallback] = httpPort;
  const shared = SharedVariables.safeParse(set, { error: mendOf });
  const listening = z.object({ [name]: port(fallback) }).safeParse(set);
  const mine = z.object(own).safeParse(set, { error: mendOf });
  const problems = [
    ...problemsOf(shared.error, set),
    ...problemsOf(listening.error, set),
    ...problemsOf(mine.error, set),
  ];

  if (!shared.success || !listening.success || !mine.success || problems.length > 0)
    throw new SettingsError(problems);

  const { data } = shared;
  return {
    service: {
      databaseUrl:
        data.DATABASE_URL ?? `postgres://postgres:postgres@127.0.0.1:${data.LOCAL_POSTGRES_PORT}/understudy`,
      topicPrefix: data.TOPIC_PREFIX,
      httpHost: data.HTTP_HOST,
      httpPort: listening.data[name]!,
    },
    own: mine.data,
  };
}

/** The path of the config file that `UNDERSTUDY_CONFIG` names, there or not; else of the default one, or null when that is not there. */
export function configFile(env: Environment): string | null {
  const named = env['UNDERSTUDY_CONFIG'] || null;
  return named ?? (existsSync(defaultConfigFile) ? defaultConfigFile : null);
}

/**
 * The text of that file; null when none is named and there is no default one.
 *
 * @throws SettingsError when the file that was named is not there, or none that can be read
 */
export function readConfigText(env: Environment): string | null {
  const file = configFile(env);
  if (file === null) return null;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem =
      code === 'ENOENT'
        ? `there is no file '${file}'`
        : `'${file}' cannot be read (${code}): name a YAML file`;
    throw new SettingsError([`UNDERSTUDY_CONFIG: ${problem}`]);
  }
}

const problemsOf = (error: z.ZodError | undefined, set: Environment): string[] =>
  (error?.issues ?? []).map(
    (issue) => `${issue.path.join('.')} is '${set[String(issue.path[0])]}': ${issue.message}`,
  );
