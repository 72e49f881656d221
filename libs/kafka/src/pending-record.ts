import type { IHeaders, Message } from 'kafkajs';
import type { HeaderValue, OutgoingRecord, RecordHeaders } from '#contracts';

/** Where a record was put. */
export interface Place {
  readonly partition: number;
  readonly offset: number;
}

/** What a record costs beside its bytes, roughly: lengths, time stamp, offset. */
const overhead = 70;

/**
 * A record on its way. States: pending → acknowledged or refused, once; later verdicts change nothing.
 * Its message never changes, time stamp included, so that what is sent again is what was sent.
 */
export class PendingRecord {
  readonly message: Message;
  readonly bytes: number;
  /** The one that it must go to; null leaves it to its key. */
  readonly partition: number | null;
  readonly #verdict = Promise.withResolvers<Place>();

  constructor(record: OutgoingRecord) {
    const { key, value, headers } = record;
    this.message = {
      key,
      value,
      headers: sendable(headers),
      timestamp: String(Date.now()),
    };
    this.partition = record.partition ?? null;
    this.bytes = overhead + lengthOf(key) + lengthOf(value) + lengthOfHeaders(headers);
  }

  /** Rejects when the record was refused. */
  get verdict(): Promise<Place> {
    return this.#verdict.promise;
  }

  acknowledge(place: Place): void {
    this.#verdict.resolve(place);
  }

  refuse(error: Error): void {
    this.#verdict.reject(error);
  }
}

/** kafkajs cannot send a header without a value: it becomes an empty one. */
const orEmpty = (value: HeaderValue): Buffer | string => value ?? Buffer.alloc(0);

const sendable = (headers: RecordHeaders): IHeaders =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, header]) =>
      header === undefined ? [] : [[name, Array.isArray(header) ? header.map(orEmpty) : orEmpty(header)]],
    ),
  );

const lengthOf = (bytes: Buffer | string | null | undefined): number =>
  bytes ? Buffer.byteLength(bytes) : 0;

function lengthOfHeaders(headers: RecordHeaders): number {
  let length = 0;
  for (const [name, header] of Object.entries(headers)) {
    for (const value of Array.isArray(header) ? header : [header]) length += name.length + lengthOf(value);
  }
  return length;
}
