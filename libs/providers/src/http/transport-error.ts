import { ClassifiedError } from '../failures/classified-error.js';
import { isRecord } from '../is-record.js';

interface TransportCause {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

/** What came before the headers were complete was not HTTP. */
const notHttp: ReadonlySet<string> = new Set(['HTTPParserError', 'HeadersOverflowError']);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Errors of sockets come from another realm under some runners, and refusals of several addresses say nothing themselves. */
function causeOf(error: unknown): TransportCause {
  const fields = isRecord(error) ? error : {};
  const inner: unknown = Array.isArray(fields['errors']) ? fields['errors'][0] : undefined;
  const code = textOf(fields['code']);
  const message = textOf(fields['message']) || (inner === undefined ? code : causeOf(inner).message);
  return { name: textOf(fields['name']), code, message };
}

/** Before the headers: nobody answered, unless what came was not HTTP. */
export function unreachable(error: unknown): ClassifiedError {
  const { name, code, message } = causeOf(error);
  if (notHttp.has(name)) {
    return new ClassifiedError('bad_response', 'ConnectionError', `the answer is not HTTP: ${message}`);
  }
  // The openai SDK takes any text that says "timeout" for the call's own.
  const text = code === 'UND_ERR_CONNECT_TIMEOUT' ? 'no connection within 10 s' : message;
  return new ClassifiedError('network', 'ConnectionError', text);
}

/** After the headers: an answer that began and did not end. */
export function brokenOff(error: unknown, status: number): ClassifiedError {
  const { code, message } = causeOf(error);
  const text =
    code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE'
      ? 'the answer is larger than 32 MiB'
      : `the answer broke off: ${message}`;
  return new ClassifiedError('bad_response', 'ConnectionError', text, status);
}
