import type { ErrorClass } from '#contracts';
import { fits, type ErrorRule } from './error-rule.js';

/** What an error says of itself. */
export interface ErrorEvidence {
  /** Its code and its type, and those of the error within it, as far as it has them. */
  readonly codes: readonly string[];
  /** Its message, and what it quotes of the error behind it. */
  readonly words: string;
  readonly status: number | null;
}

/** In the order of precedence: quota before rate limit, for both come as 429. */
const byCode: readonly (readonly [RegExp, ErrorClass])[] = [
  [
    /^(insufficient_quota|credit_balance_exhausted|billing_hard_limit_reached|billing_not_active)$|_spend_limit_exceeded$/,
    'quota',
  ],
  [/^(rate_limit_exceeded|rate_limit_error|slow_down)$/, 'rate_limit'],
  [/^(server_error|overloaded_error|service_unavailable)$/, 'unavailable'],
  [
    /^(unsupported_country_region_territory|invalid_api_key|authentication_error|account_deactivated)$/,
    'auth',
  ],
  [/^model_not_found$/, 'model_not_found'],
  [/^context_length_exceeded$/, 'context_length'],
  [
    /^(content_filter|content_policy_violation|invalid_prompt|ResponsibleAIPolicyViolation|ContentFiltered)$/,
    'content_filter',
  ],
];

/** For servers that send no code, or one that says nothing. */
const byMessage: readonly (readonly [RegExp, ErrorClass])[] = [
  [
    /exceeded your current quota|insufficient (quota|credits?|balance|funds)|credit balance|spend(ing)? limit/i,
    'quota',
  ],
  [/rate limit (reached|exceeded)|too many requests/i, 'rate_limit'],
  [/(incorrect|invalid) api key|api key (not valid|expired|not found)/i, 'auth'],
  [/\bmodel\b.{0,200}\b(does not exist|not found)/i, 'model_not_found'],
  [/maximum context length|exceeds? the (available )?context|prompt is too long/i, 'context_length'],
  [
    /content (management )?policy|rejected .{0,40}safety system|flagged as potentially violating/i,
    'content_filter',
  ],
];

const byStatus: ReadonlyMap<number, ErrorClass> = new Map<number, ErrorClass>([
  [401, 'auth'],
  [402, 'quota'],
  [403, 'auth'],
  [404, 'model_not_found'],
  [408, 'timeout'],
  // Something of the server's own is locked for the moment.
  [409, 'unavailable'],
  [410, 'model_not_found'],
  // How much is too much differs from provider to provider.
  [413, 'context_length'],
  [418, 'unknown'],
  [429, 'rate_limit'],
]);

function classOfStatus(status: number | null): ErrorClass {
  // An error within a 200: the answer has no terminal marker.
  if (status === 200) return 'bad_response';
  if (status === null || status < 400) return 'unknown';
  return byStatus.get(status) ?? (status >= 500 ? 'unavailable' : 'bad_request');
}

/**
 * The class of an OpenAI-compatible server's error: by what its provider means, else by its code or type, else its
 * message, else its status.
 */
export function mapOpenAIErrorClass(evidence: ErrorEvidence, rules: readonly ErrorRule[]): ErrorClass {
  const { codes, words, status } = evidence;
  const own = rules.find((rule) => fits(rule, evidence));
  if (own !== undefined) return own.means;
  const coded = byCode.find(([pattern]) => codes.some((code) => pattern.test(code)));
  const worded = coded ?? byMessage.find(([pattern]) => pattern.test(words));
  return worded?.[1] ?? classOfStatus(status);
}
