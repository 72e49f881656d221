import type { ErrorClass } from '#contracts';

/** What an error of Google's says of itself. */
export interface GeminiErrorEvidence {
  readonly httpStatus: number;
  /** Google's canonical code, such as `RESOURCE_EXHAUSTED`. */
  readonly code: string | null;
  readonly message: string;
  /** The reasons in its ErrorInfo details, such as `API_KEY_INVALID`. */
  readonly reasons: readonly string[];
  /** The quotas that its QuotaFailure names as spent. */
  readonly quotas: readonly { readonly id: string; readonly limit: string | null }[];
}

/** Every 429 says "check your plan and billing details"; these say that waiting a minute will not mend it. */
const spent = /\blimit: 0\b|\bcredits? (?:are|is|have been) depleted|spend(?:ing)? (?:cap|limit)/i;

function classOfExhaustion({ message, quotas }: GeminiErrorEvidence): ErrorClass {
  const lasting = quotas.some(({ id, limit }) => /PerDay|PerMonth/i.test(id) || limit === '0');
  return lasting || spent.test(message) ? 'quota' : 'rate_limit';
}

const byCode: ReadonlyMap<string | null, ErrorClass> = new Map<string, ErrorClass>([
  ['DEADLINE_EXCEEDED', 'timeout'],
  ['UNAVAILABLE', 'unavailable'],
  ['INTERNAL', 'unavailable'],
  ['ABORTED', 'unavailable'],
  ['CANCELLED', 'unavailable'],
  ['UNAUTHENTICATED', 'auth'],
  ['PERMISSION_DENIED', 'auth'],
  ['NOT_FOUND', 'model_not_found'],
]);

const byStatus: ReadonlyMap<number, ErrorClass> = new Map<number, ErrorClass>([
  // An error within a 200: the answer has no terminal marker.
  [200, 'bad_response'],
  [401, 'auth'],
  [402, 'quota'],
  [403, 'auth'],
  [404, 'model_not_found'],
  [408, 'timeout'],
  [504, 'timeout'],
]);

/** Most of what is wrong with a key, a place or a length comes as a 400. */
const byMessage: readonly (readonly [RegExp, ErrorClass])[] = [
  [/location is not supported|not available in your (?:country|region|location)|enable billing/i, 'auth'],
  [/API key (?:not valid|not found|expired)/i, 'auth'],
  [/token count\b.{0,80}\bexceeds/is, 'context_length'],
];

function classOfStatus(status: number): ErrorClass {
  if (status >= 500) return byStatus.get(status) ?? 'unavailable';
  return byStatus.get(status) ?? (status >= 400 ? 'bad_request' : 'unknown');
}

/** The class of an error of Gemini's: quota before rate limit, its reasons and words before its code, the status last. */
export function mapGeminiErrorClass(evidence: GeminiErrorEvidence): ErrorClass {
  const { httpStatus, code, message, reasons } = evidence;
  if (code === 'RESOURCE_EXHAUSTED' || httpStatus === 429) return classOfExhaustion(evidence);
  if (reasons.includes('API_KEY_INVALID')) return 'auth';
  const worded = httpStatus < 500 ? byMessage.find(([pattern]) => pattern.test(message)) : undefined;
  return worded?.[1] ?? byCode.get(code) ?? classOfStatus(httpStatus);
}
