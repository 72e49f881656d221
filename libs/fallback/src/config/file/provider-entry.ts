import { z } from 'zod';
import { HttpAddress } from './http-address.js';

/** The longest time-out, in seconds: a day. */
export const longestTimeout = 86_400;

/** A key written here by mistake must not be told to a log as the name of a variable. */
const VariableName = z
  .string()
  .regex(
    /^[A-Z_][A-Z0-9_]*$/,
    'give the name of a variable that holds the key, such as OPENAI_API_KEY, never the key',
  );

export const ProviderName = z.string().regex(/^[^/\s]+$/, 'give a name without spaces and slashes');

export const ProviderEntry = z
  .strictObject({
    kind: z
      .enum(['openai', 'azure', 'ollama', 'anthropic', 'gemini', 'openrouter', 'together'])
      .describe(
        'The wire format: `openai` is OpenAI and every server that speaks like it; `openrouter` and `together` speak like it, but for their errors. Models of `azure` are `deployment` or `deployment|api-version`.',
      ),
    base_url: HttpAddress.optional().describe(
      "The address that the provider's SDK takes. `<NAME>_BASE_URL` of the environment wins over it (`OLLAMA_URL` for `ollama`).",
    ),
    api_key_env: VariableName.optional().describe(
      'The variable that holds the key, never the key itself. Default: `<NAME>_API_KEY`, for a provider that needs one. Without its key a provider is passed over.',
    ),
    model: z
      .string()
      .min(1)
      .optional()
      .describe('The model to use where none is named. `<NAME>_MODEL_NAME` of the environment wins over it.'),
    models: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'The models that it has, by its own names; no step of this file can name another one. Left out: nothing is known.',
      ),
    timeout_seconds: z
      .number()
      .positive()
      .max(longestTimeout)
      .optional()
      .describe(
        'The longest that one call may take; default 60. `<NAME>_TIMEOUT` of the environment wins over it.',
      ),
    first_token_timeout_seconds: z
      .number()
      .positive()
      .max(longestTimeout)
      .optional()
      .describe('The longest that a stream may take to its first token; default: as long as the call may.'),
    stream_idle_timeout_seconds: z
      .number()
      .positive()
      .max(longestTimeout)
      .optional()
      .describe('The longest that a stream may be silent after its first token; default 30.'),
    max_connections: z
      .number()
      .int()
      .positive()
      .optional()
      .describe(
        'Connections that a router may have to its address at once; further calls wait for one, within their own time. Default: as many as there are calls.',
      ),
    http2: z
      .boolean()
      .optional()
      .describe(
        'Many calls share a connection where the server offers HTTP/2, though not through a proxy; when it breaks, so do they all. Default: false.',
      ),
    allowed_base_urls: z
      .array(HttpAddress)
      .optional()
      .describe('Further addresses that a request may name for this provider.'),
    limits: z
      .strictObject({
        requests_per_minute: z.number().int().positive().optional(),
        max_in_flight: z.number().int().positive().optional().describe('Calls that are under way at once.'),
      })
      .optional()
      .describe('What each router allows itself here; default: no limit.'),
  })
  .describe(
    'A provider; its name in upper case, with `_` for what is no letter or digit, begins its variables.',
  );
export type ProviderEntry = z.infer<typeof ProviderEntry>;
