import type { RateLimits } from '#contracts';
import { longestWaitMs, parseReset } from '../retry-hint.js';

interface LimitHeaders {
  readonly kind: keyof RateLimits;
  readonly remaining: string;
  readonly reset: string;
}

const suffixed = (kind: keyof RateLimits, of: string): LimitHeaders => ({
  kind,
  remaining: `x-ratelimit-remaining-${of}`,
  reset: `x-ratelimit-reset-${of}`,
});
const anthropic = (kind: keyof RateLimits, of: string): LimitHeaders => ({
  kind,
  remaining: `anthropic-ratelimit-${of}-remaining`,
  reset: `anthropic-ratelimit-${of}-reset`,
});

/** Who says so: OpenAI, Azure, Groq and most who speak their format; Together and OpenRouter; Anthropic. */
const announced: readonly LimitHeaders[] = [
  suffixed('requests', 'requests'),
  suffixed('tokens', 'tokens'),
  { kind: 'requests', remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset' },
  anthropic('requests', 'requests'),
  anthropic('tokens', 'tokens'),
  anthropic('input_tokens', 'input-tokens'),
  anthropic('output_tokens', 'output-tokens'),
];

const count = /^\d{1,15}$/;
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** A number from here on is a time, in seconds since 1970, and from the next on in ms: as a wait it would be decades. */
const firstEpochSecond = 1e9;
const firstEpochMs = 1e12;

/** Epoch ms; null for what is no time, or none to come. */
function parseResetTime(text: string, now: number): number | null {
  const at = rfc3339.test(text) ? Date.parse(text) : fromNumber(text, now);
  return at !== null && at > now ? Math.min(at, now + longestWaitMs) : null;
}

function fromNumber(text: string, now: number): number | null {
  const number = Number(text);
  if (number === Infinity) return null;
  if (number >= firstEpochMs) return number;
  if (number >= firstEpochSecond) return number * 1_000;
  const waitMs = parseReset(text);
  return waitMs === null ? null : now + waitMs;
}

/**
 * What the headers of an answer say is left; null if they say nothing that can be used. A limit without its reset is not
 * told of: nobody would know when to come back. A reset is at most a day away, as all hints are.
 */
export function readRateLimits(headers: Pick<Headers, 'get'>, now: number): RateLimits | null {
  let limits: RateLimits | null = null;
  for (const { kind, remaining: remainingName, reset } of announced) {
    const remaining = headers.get(remainingName);
    if (remaining === null || !count.test(remaining) || limits?.[kind] !== undefined) continue;
    const resetsAt = parseResetTime(headers.get(reset) ?? '', now);
    if (resetsAt === null) continue;
    limits ??= {};
    limits[kind] = { remaining: Number(remaining), resets_at: new Date(resetsAt).toISOString() };
  }
  return limits;
}
