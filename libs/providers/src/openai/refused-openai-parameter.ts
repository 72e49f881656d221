import { APIError } from 'openai';
import type { RefusedParameter } from '../parameters/parameter-memory.js';

const codes: ReadonlySet<unknown> = new Set([
  'unsupported_parameter',
  'unsupported_value',
  'unknown_parameter',
]);

/** How servers name a parameter in words: OpenAI, Azure, Groq, LiteLLM, Go's JSON, FastAPI (vLLM, Mistral, NIM). */
const wordings: readonly RegExp[] = [
  /\b(?:unsupported|unknown|unrecognized) (?:request )?(?:param(?:eter)?|value|argument|field|name|key)s?(?: supplied)?:? *["'`]?(\w+)/i,
  /\bmodel incompatible request arguments? supplied: *(\w+)/i,
  /\bproperty ["'`](\w+)["'`] is (?:unsupported|not supported)/i,
  /["'`](\w+)["'`](?: of type ["'`]\w+["'`])? is not supported (?:with|by|for) this model/i,
  /\bdoes not support param(?:eter)?s:? *[[{]?["'`]?(\w+)/i,
  /\bdon't support (\w+)=/i,
  /["']extra_forbidden["'], *["']loc["']: *[[(]["']body["'], *["'](\w+)["']\W/i,
  /(?<![\w.])(\w+):? +extra (?:inputs|fields) (?:are )?not permitted/i,
];

const oneValue = /\bunsupported value\b|["'`] of type ["'`]/i;
/** A server that takes no value but its default refuses every one. */
const onlyDefault = /only the default/i;

/** An error page says nothing of parameters, and what lies behind this many characters may be the prompt. */
const longestRead = 1_000;

/** The payload as one line of text; proxies hand on an error as text within their own. */
const textOf = (payload: unknown): string =>
  JSON.stringify(payload)
    .slice(0, longestRead)
    .replace(/\\+[nrt]/g, ' ')
    .replaceAll('\\', '');

/** The first that is named: what comes behind it may echo the request. */
function firstNamed(text: string): string | null {
  const found = wordings.map((wording) => wording.exec(text)).filter((match) => match !== null);
  const first = found.sort((a, b) => a.index - b.index)[0];
  return first?.[1] ?? null;
}

/** `response_format.json_schema` and `logit_bias[5]` are of the parameter that they begin with. */
const rootOf = (path: string): string => path.split(/[.[]/, 1)[0]!;

/** The parameter that an error of an OpenAI-compatible server refuses, if it is about one that the model does not take. */
export function refusedOpenAIParameter(error: unknown): RefusedParameter | null {
  if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return null;
  const { code, param, error: payload, message } = error as APIError;
  const text = textOf(payload ?? message);
  const parameter = codes.has(code) && typeof param === 'string' ? rootOf(param) : firstNamed(text);
  if (parameter === null) return null;
  const aboutValue = code === 'unsupported_value' || oneValue.test(text);
  return { parameter, everyValue: !aboutValue || onlyDefault.test(text) };
}
