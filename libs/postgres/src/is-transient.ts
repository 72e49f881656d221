/** SQLSTATEs of a server that is away, full, failing over, or that asks to try again. */
const transientStates = new Set([
  '25006', // read_only_sql_transaction: still connected to what was the primary
  '25P03', // idle_in_transaction_session_timeout
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available
  '57014', // query_canceled: the statement took too long
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
]);

/** Connection exceptions, insufficient resources, system errors. */
const transientStateClasses = new Set(['08', '53', '58']);

const transientSystemCodes = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** pg gives its own connection failures no code, only these words. */
const transientMessages = [
  /^Connection terminated/,
  /^Query read timeout$/,
  /^timeout (exceeded when trying to connect|expired)$/,
  /^Client (has encountered a connection error|was closed) and is not queryable$/,
];

/** Is this a failure of the database that passes by waiting? The statement may have been applied all the same. */
export function isTransient(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code !== 'string') return transientMessages.some((words) => words.test(String(message)));
  if (transientSystemCodes.has(code) || transientStates.has(code)) return true;
  return code.length === 5 && transientStateClasses.has(code.slice(0, 2));
}
