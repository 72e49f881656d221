export interface RetryEvidence {
  readonly headers: Headers | null;
  /** The provider's text. */
  readonly message: string;
  /** Was this a rate limit? Reset headers come with every answer and mean something only then. */
  readonly limited: boolean;
  /** Epoch ms at which the body says that the limit is free again. */
  readonly resetAt?: number | null;
  /** Epoch ms, to which an HTTP date is compared. */
  readonly now: number;
}

const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const durationPart = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;
const duration = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const tryAgainIn = /(?:try again|retry) (?:in|after) ((?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+)(?![a-z])/i;
const tryAgainInSeconds = /(?:try again|retry) (?:in|after) (\d+(?:\.\d+)?) seconds?/i;

/** The resets of a day's limits are the longest that mean anything; beyond it somebody took one unit for another. */
export const longestWaitMs = 86_400_000;

/** A wait as whole ms, never shorter than asked; null for what is no wait. */
const wait = (ms: number): number | null =>
  Number.isFinite(ms) && ms >= 0 ? Math.min(Math.ceil(ms), longestWaitMs) : null;

const number = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

/** `6m0s`, `1.5s`, `120ms` → ms. */
function parseDuration(text: string): number | null {
  if (!duration.test(text)) return null;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(durationPart)) total += Number(amount) * unitMs[unit!]!;
  return wait(total);
}

/** `Retry-After`: seconds, or an HTTP date. */
function parseRetryAfter(text: string, now: number): number | null {
  const seconds = number(text);
  if (!Number.isNaN(seconds)) return wait(seconds * 1_000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : wait(Math.max(0, date - now));
}

function fromText(message: string): number | null {
  const spelled = tryAgainInSeconds.exec(message)?.[1];
  if (spelled !== undefined) return wait(Number(spelled) * 1_000);
  return parseDuration(tryAgainIn.exec(message)?.[1]?.toLowerCase() ?? '');
}

/** A duration, or bare seconds, of which 0 and −1 mean that nothing is known. */
export function parseReset(text: string): number | null {
  const seconds = number(text);
  const ms = Number.isNaN(seconds) ? parseDuration(text) : wait(seconds * 1_000);
  return ms === 0 ? null : ms;
}

const until = (at: number | null, now: number): number | null => (at === null ? null : Math.max(0, at - now));

function fromResets(headers: Headers | null): number | null {
  const resets = ['x-ratelimit-reset-requests', 'x-ratelimit-reset-tokens']
    .map((name) => parseReset(headers?.get(name) ?? ''))
    .filter((ms) => ms !== null);
  return resets.length === 0 ? null : Math.max(...resets);
}

/** How long a provider asked to be left alone, in ms: headers that say so, then its text, then its limits' resets. */
export function retryHint({ headers, message, limited, resetAt = null, now }: RetryEvidence): number | null {
  if (headers?.get('x-should-retry') === 'false') return null;
  return (
    wait(number(headers?.get('retry-after-ms') ?? '')) ??
    wait(number(headers?.get('x-ms-retry-after-ms') ?? '')) ??
    parseRetryAfter(headers?.get('retry-after') ?? '', now) ??
    fromText(message) ??
    (limited ? (fromResets(headers) ?? until(resetAt, now)) : null)
  );
}
