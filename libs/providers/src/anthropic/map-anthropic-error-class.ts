import type { ErrorClass } from '#contracts';

/** What an error says of itself. */
export interface ErrorEvidence {
  /** The cause's own name (`error.details.error_code`), and the broad category (`error.type`), as far as it has them. */
  readonly codes: readonly string[];
  readonly message: string;
  readonly status: number;
}

/** In the order of precedence: quota before rate limit, for both come as 429. */
const byCode: readonly (readonly [RegExp, ErrorClass])[] = [
  [/_spend_limit_reached$|billing_(?:unavailable|not_authorized)$|^billing_error$/, 'quota'],
  [/^organization_on_hold$|^cmek_key_disabled$/, 'auth'],
];

/** Most of what a 400 may mean has no code. */
const byMessage: readonly (readonly [RegExp, ErrorClass])[] = [
  [/credit balance|\busage limits?\b|spend(?:ing)? limit/i, 'quota'],
  [/organization has been disabled/i, 'auth'],
  [/prompt is too long|exceeds? (?:the )?(?:maximum )?context/i, 'context_length'],
  [/blocked by content filter/i, 'content_filter'],
];

const byType: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ['rate_limit_error', 'rate_limit'],
  ['overloaded_error', 'unavailable'],
  ['api_error', 'unavailable'],
  ['timeout_error', 'timeout'],
  ['authentication_error', 'auth'],
  ['permission_error', 'auth'],
  ['not_found_error', 'model_not_found'],
  // Another provider may take more bytes, as it may take more tokens.
  ['request_too_large', 'context_length'],
]);

const byStatus: ReadonlyMap<number, ErrorClass> = new Map<number, ErrorClass>([
  [401, 'auth'],
  [402, 'quota'],
  [403, 'auth'],
  [404, 'model_not_found'],
  [408, 'timeout'],
  [413, 'context_length'],
  [429, 'rate_limit'],
  [504, 'timeout'],
]);

function classOfStatus(status: number): ErrorClass {
  // An error within a 200: the answer has no end marker.
  if (status === 200) return 'bad_response';
  if (status < 400) return 'unknown';
  return byStatus.get(status) ?? (status >= 500 ? 'unavailable' : 'bad_request');
}

/** The class of an error of Anthropic: by its code, else its message, else its type, else its status. */
export function mapAnthropicErrorClass({ codes, message, status }: ErrorEvidence): ErrorClass {
  const coded = byCode.find(([pattern]) => codes.some((code) => pattern.test(code)));
  const worded = coded ?? byMessage.find(([pattern]) => pattern.test(message));
  if (worded !== undefined) return worded[1];
  const typed = codes.map((code) => byType.get(code)).find((errorClass) => errorClass !== undefined);
  return typed ?? classOfStatus(status);
}
