import { request, type Dispatcher } from 'undici';
import { ClassifiedError } from '../failures/classified-error.js';
import { isRecord } from '../is-record.js';

export type Fetch = typeof globalThis.fetch;

/** The statuses that `Response` allows no body. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

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
function unreachable(error: unknown): ClassifiedError {
  const { name, code, message } = causeOf(error);
  if (notHttp.has(name)) {
    return new ClassifiedError('bad_response', 'ConnectionError', `the answer is not HTTP: ${message}`);
  }
  // The openai SDK takes any text that says "timeout" for the call's own.
  const text = code === 'UND_ERR_CONNECT_TIMEOUT' ? 'no connection within 10 s' : message;
  return new ClassifiedError('network', 'ConnectionError', text);
}

/** After the headers: an answer that began and did not end. */
function brokenOff(error: unknown, status: number): ClassifiedError {
  const { code, message } = causeOf(error);
  const text =
    code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE'
      ? 'the answer is larger than 32 MiB'
      : `the answer broke off: ${message}`;
  return new ClassifiedError('bad_response', 'ConnectionError', text, status);
}

const headerList = (headers: Dispatcher.ResponseData['headers']): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one): [string, string] => [name, one]),
  );

/**
 * As much of `fetch` as the SDKs need, without what makes it slow: whole answers, no redirects, no cookies, no
 * decompression. What the transport does wrong is thrown as a `ClassifiedError`.
 */
export function createLightFetch(dispatcher: Dispatcher): Fetch {
  return async (url, init = {}) => {
    const address = typeof url === 'string' ? url : 'href' in url ? url.href : url.url;
    const answer = await request(address, {
      dispatcher,
      method: init.method ?? 'GET',
      headers: init.headers as Iterable<[string, string]>,
      body: (init.body ?? null) as string | null,
      signal: init.signal ?? null,
    }).catch((error: unknown) => {
      throw unreachable(error);
    });
    const status = answer.statusCode;
    const text = await answer.body.text().catch((error: unknown) => {
      throw brokenOff(error, status);
    });
    if (status > 599) {
      throw new ClassifiedError('bad_response', 'ConnectionError', `no such HTTP status: ${status}`, status);
    }
    return new Response(bodiless.has(status) ? null : text, { status, headers: headerList(answer.headers) });
  };
}
