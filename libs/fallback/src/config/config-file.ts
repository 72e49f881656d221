import { CatchName } from '#contracts';
import { parseDocument } from 'yaml';
import { z } from 'zod';

const HttpAddress = z.url({
  protocol: /^https?$/,
  error: 'give an address such as http://127.0.0.1:8000/v1',
});

/** A key written here by mistake must not be told to a log as the name of a variable. */
const VariableName = z
  .string()
  .regex(
    /^[A-Z_][A-Z0-9_]*$/,
    'give the name of a variable that holds the key, such as OPENAI_API_KEY, never the key',
  );

const ChainEntry = z.union([
  z.string().min(1),
  z.strictObject({
    provider: z.string().min(1),
    model: z.string().min(1),
    base_url: HttpAddress.optional(),
    max_tokens: z.number().int().positive().optional(),
    temperature: z.number().optional(),
    catch_errors: z.array(CatchName).optional(),
    retries: z.number().int().nonnegative().max(10).optional(),
  }),
]);

/** What `UNDERSTUDY_CONFIG` may hold; what it leaves out comes from the environment or is the default. */
export const ConfigFile = z.strictObject({
  providers: z
    .record(
      z.string().regex(/^[^/\s]+$/, 'a name without spaces or slashes'),
      z.strictObject({
        kind: z.enum(['openai', 'ollama']),
        base_url: HttpAddress.optional(),
        api_key_env: VariableName.optional(),
        model: z.string().min(1).optional(),
        timeout_seconds: z.number().positive().optional(),
        allowed_base_urls: z.array(HttpAddress).optional(),
      }),
    )
    .default({}),
  /** Models by the name that requests and chains use: other names for it, and what it is called at each provider. */
  models: z
    .record(
      z.string(),
      z.strictObject({
        aliases: z.array(z.string().min(1)).default([]),
        at: z.record(z.string(), z.string().min(1)).default({}),
      }),
    )
    .default({}),
  chains: z.record(z.string(), z.strictObject({ steps: z.array(ChainEntry).min(1) })).default({}),
  /** A tier's own steps come first, then those of each tier that it falls back to, in order. */
  tiers: z
    .record(
      z.string(),
      z.strictObject({
        steps: z.array(ChainEntry).min(1),
        fallback: z.array(z.string()).default([]),
        retries: z.number().int().nonnegative().max(10).optional(),
        retry_delay_seconds: z.number().nonnegative().max(60).optional(),
      }),
    )
    .default({}),
  /** The tier that serves a task. */
  tasks: z.record(z.string(), z.string()).default({}),
  default_chain: z.string().optional(),
  health: z
    .strictObject({
      window_seconds: z.number().positive().optional(),
      minimum_requests: z.number().int().positive().optional(),
      failure_rate: z.number().positive().max(1).optional(),
      cooldown_seconds: z.number().nonnegative().optional(),
      rate_limit_cooldown_seconds: z.number().nonnegative().optional(),
    })
    .default({}),
});
export type ConfigFile = z.infer<typeof ConfigFile>;
export type ChainEntry = z.infer<typeof ChainEntry>;

export type ReadConfigFile =
  | { readonly ok: true; readonly file: ConfigFile }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads a config file's YAML text; a file of comments alone is an empty config. */
export function readConfigFile(text: string): ReadConfigFile {
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0)
    return { ok: false, problems: document.errors.map((error) => error.message.trim()) };
  const parsed = ConfigFile.safeParse(document.toJS() ?? {});
  if (parsed.success) return { ok: true, file: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
  };
}
