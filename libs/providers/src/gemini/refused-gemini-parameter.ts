import { errorText } from '../failures/error-text.js';
import type { RefusedParameter } from '../parameters/parameter-memory.js';
import { GeminiResponseError } from './gemini-response-error.js';

type Refusal = readonly [words: RegExp, parameters: readonly string[], everyValue: boolean];

/** In Gemini's words, for it names no parameter. */
const refusals: readonly Refusal[] = [
  [
    /thinking (?:is not|level .{0,40} is not)|thinking_level is not|only works in thinking mode/i,
    ['reasoning_effort'],
    false,
  ],
  [/thinking budget .{0,40} is invalid/i, ['reasoning_effort'], false],
  [/logprobs is not (?:enabled|supported)/i, ['logprobs'], true],
  [/penalty is not (?:enabled|supported)/i, ['presence_penalty', 'frequency_penalty'], true],
  [/multiple candidates is not (?:enabled|supported)/i, ['n'], true],
];

/** The parameter among `fields` that an error of a call to Gemini refuses, if it is about one. */
export function refusedGeminiParameter(
  error: unknown,
  fields: Readonly<Record<string, unknown>>,
): RefusedParameter | null {
  if (!(error instanceof GeminiResponseError) || error.status !== 400) return null;
  const message = errorText(error.payload) ?? '';
  const refusal = refusals.find(([words]) => words.test(message));
  const parameter = refusal?.[1].find((name) => Object.hasOwn(fields, name));
  return refusal === undefined || parameter === undefined ? null : { parameter, everyValue: refusal[2] };
}
