import type { Usage } from '#contracts';
import { ClassifiedError } from '../failures/classified-error.js';
import { isRecord } from '../is-record.js';

interface TransportCause {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

/** What came before the headers were complete was not HTTP. */
const notHttp: ReadonlySet<string> = new Set(['HTTPParserError', 'HeadersOverflowError']);

const unknownIssuer =
  'if its CA is one of your own, start with the file of that in NODE_EXTRA_CA_CERTS, which .env is too late for';
const noHost = 'is the host of base_url right, and can it be resolved from here?';
const noTls = 'does the server speak TLS there? If not, its base_url begins with http://';

/** What mends a connection that does not come about, by the error's code. */
const mends: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownIssuer,
  SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  CERT_HAS_EXPIRED: 'it must be renewed there, if the clock here is right',
  CERT_NOT_YET_VALID: 'is the clock here right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'base_url must use a name that the certificate has',
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  EPROTO: noTls,
  ENOTFOUND: noHost,
  EAI_AGAIN: noHost,
  ECONNREFUSED: 'does the server run, and listen at the port of base_url?',
};

/** Of a connection that did not come about. */
const unspent: Usage = { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 };

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
  const mend = mends[code];
  const sent = mend === undefined && code !== 'UND_ERR_CONNECT_TIMEOUT';
  return new ClassifiedError(
    'network',
    'ConnectionError',
    mend === undefined ? text : `${text}: ${mend}`,
    null,
    sent ? null : unspent,
  );
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
