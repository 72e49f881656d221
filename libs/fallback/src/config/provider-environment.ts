import { longestTimeout } from './file/provider-entry.js';
import { knownProvider } from './known-providers.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The names of the variables that belong to a provider. */
export interface ProviderVariables {
  readonly apiKey: string;
  readonly address: string;
  readonly model: string;
  readonly timeout: string;
}

/** `gemini` → `GEMINI_API_KEY` and so on, `my-vllm` → `MY_VLLM_API_KEY`. */
export function variablesOf(provider: string): ProviderVariables {
  const prefix = provider.toUpperCase().replace(/[^A-Z0-9]/g, '_');
  return {
    apiKey: `${prefix}_API_KEY`,
    address: knownProvider(provider)?.needs === 'address' ? `${prefix}_URL` : `${prefix}_BASE_URL`,
    model: `${prefix}_MODEL_NAME`,
    timeout: `${prefix}_TIMEOUT`,
  };
}

/** What the environment says of a provider; null of what it does not speak. */
export interface SaidByEnvironment {
  readonly baseUrl: string | null;
  readonly model: string | null;
  readonly timeoutMs: number | null;
  readonly problems: readonly string[];
}

export function readProviderEnvironment(provider: string, env: Environment): SaidByEnvironment {
  const variables = variablesOf(provider);
  const baseUrl = readVariable(env, variables.address);
  const timeout = readVariable(env, variables.timeout);
  const problems: string[] = [];
  if (baseUrl !== null && !isHttpAddress(baseUrl)) {
    problems.push(`${variables.address} is '${baseUrl}': give a URL, such as http://127.0.0.1:11434`);
  }
  if (timeout !== null && !(Number(timeout) > 0 && Number(timeout) <= longestTimeout)) {
    problems.push(`${variables.timeout} is '${timeout}': give seconds, such as 30`);
  }
  return {
    baseUrl,
    model: readVariable(env, variables.model),
    timeoutMs: timeout === null ? null : Number(timeout) * 1000,
    problems,
  };
}

/** An empty variable counts as unset, as compose files and `.env` files write it. */
export const readVariable = (env: Environment, name: string): string | null => env[name]?.trim() || null;

const isHttpAddress = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text);
