import type { Dispatcher } from 'undici';
import { ClassifiedError } from '../failures/classified-error.js';
import { AnswerHeaders, type HeaderFields } from './answer-headers.js';
import { BodyStream } from './body-stream.js';
import { brokenOff, unreachable } from './transport-error.js';
import { WholeResponse } from './whole-response.js';

type Connection = Dispatcher.DispatchController;

interface Head {
  readonly status: number;
  readonly headers: AnswerHeaders;
}

/** The statuses that `Response` allows no body. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

const streamed = /^(?:text\/event-stream|application\/x-ndjson)\b/i;

const utf8 = new TextDecoder();

/**
 * One answer, as its connection tells of it.
 *
 * awaited → begun, at its headers → ended | failed. `response` settles once: with a stream at its headers, with anything
 * else at its end, or with a `ClassifiedError`; what becomes of a stream after that its reader is told. The signal fails
 * an answer that has not ended, and its connection with it.
 */
export class IncomingAnswer implements Dispatcher.DispatchHandler {
  readonly response: Promise<Response>;
  #resolve!: (response: Response) => void;
  #reject!: (error: ClassifiedError) => void;
  #connection: Connection | null = null;
  #head: Head | null = null;
  #stream: BodyStream | null = null;
  readonly #pieces: Uint8Array[] = [];

  constructor(private readonly signal: AbortSignal | null) {
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    signal?.addEventListener('abort', this);
  }

  /** The signal's only event. */
  handleEvent(): void {
    const reason = this.signal!.reason as Error;
    if (this.#connection !== null) return this.#connection.abort(reason);
    // Nobody waits for a connection that he does not want any more.
    this.#reject(unreachable(reason));
  }

  onRequestStart(connection: Connection): void {
    this.#connection = connection;
    if (this.signal?.aborted) this.handleEvent();
  }

  onResponseStart(connection: Connection, status: number, fields: HeaderFields): void {
    if (status < 200) return;
    const headers = new AnswerHeaders(fields);
    this.#head = { status, headers };
    if (status !== 200 || !streamed.test(headers.get('content-type') ?? '')) return;
    this.#stream = new BodyStream(connection);
    this.#resolve(new Response(this.#stream.readable, { status, headers }));
  }

  onResponseData(_connection: Connection, bytes: Uint8Array): void {
    if (this.#stream === null) this.#pieces.push(bytes);
    else this.#stream.push(bytes);
  }

  onResponseEnd(): void {
    this.signal?.removeEventListener('abort', this);
    if (this.#stream === null) this.#settle(this.#head!);
    else this.#stream.end();
  }

  onResponseError(_connection: Connection, cause: unknown): void {
    this.signal?.removeEventListener('abort', this);
    const error = this.#head === null ? unreachable(cause) : brokenOff(cause, this.#head.status);
    this.#reject(error);
    this.#stream?.fail(error);
  }

  #settle({ status, headers }: Head): void {
    if (status > 599) {
      const text = `no such HTTP status: ${status}`;
      return this.#reject(new ClassifiedError('bad_response', 'ConnectionError', text, status));
    }
    const response = bodiless.has(status)
      ? new Response(null, { status, headers })
      : new WholeResponse(textOf(this.#pieces), { status, headers });
    this.#resolve(response);
  }
}

const textOf = (pieces: readonly Uint8Array[]): string =>
  utf8.decode(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces));
