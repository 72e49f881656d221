import crc32c from 'crc-32/crc32c.js';
import type { IHeaders, Message } from 'kafkajs';
import { varintLength, writeVarint } from './varint.js';

type Bytes = Buffer | string | null | undefined;

/** Of a batch, up to and with the number of its records. */
const headLength = 61;
/** What a broker counts as the batch's length begins behind the two fields that say where it is and how long. */
const countedFrom = 12;
/** The checksum is of what follows it. */
const checksumAt = 17;
const checkedFrom = 21;

/** A record, with all that has to be known of it before its first byte is written. */
interface Sized {
  readonly message: Message;
  readonly headers: readonly (readonly [name: string, value: Bytes])[];
  readonly timestamp: number;
  /** Of what follows the length, which is written first. */
  readonly bodyLength: number;
}

/**
 * The bytes of a record batch (Kafka's message format, version 2, not compressed), each of them written once.
 * @param messages at least one; a time stamp is in epoch milliseconds
 */
export function encodeRecordBatch(messages: readonly Message[], now = Date.now()): Buffer {
  const stamps = messages.map(({ timestamp }) => Number(timestamp ?? now));
  const [first, last] = [Math.min(...stamps), Math.max(...stamps)];
  const records = messages.map((message, index) => sized(message, index, stamps[index]!, first));
  const length = records.reduce(
    (sum, { bodyLength }) => sum + varintLength(bodyLength) + bodyLength,
    headLength,
  );
  const batch = Buffer.allocUnsafe(length);
  writeHead(batch, records.length, first, last);
  let at = headLength;
  records.forEach((record, index) => (at = writeRecord(batch, at, record, index, first)));
  batch.writeInt32BE(crc32c.buf(batch.subarray(checkedFrom)), checksumAt);
  return batch;
}

function sized(message: Message, index: number, timestamp: number, first: number): Sized {
  const headers = listed(message.headers);
  let bodyLength =
    1 + // attributes
    varintLength(timestamp - first) +
    varintLength(index) +
    fieldLength(message.key) +
    fieldLength(message.value) +
    varintLength(headers.length);
  for (const [name, value] of headers) bodyLength += fieldLength(name) + fieldLength(value);
  return { message, headers, timestamp, bodyLength };
}

/** A header with several values is there several times. */
function listed(headers: IHeaders = {}): Sized['headers'] {
  return Object.entries(headers).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((each): [string, Bytes] => [name, each])
      : [[name, value] as [string, Bytes]],
  );
}

function fieldLength(bytes: Bytes): number {
  if (bytes === null || bytes === undefined) return varintLength(-1);
  const length = Buffer.byteLength(bytes);
  return varintLength(length) + length;
}

/** The checksum is left to the end; nobody is named as producer, for the batch is neither idempotent nor transactional. */
function writeHead(batch: Buffer, count: number, first: number, last: number): void {
  let at = batch.writeBigInt64BE(0n, 0); // first offset: the broker's
  at = batch.writeInt32BE(batch.length - countedFrom, at);
  at = batch.writeInt32BE(0, at); // epoch of the partition's leader: the broker's
  at = batch.writeInt8(2, at); // version of the format
  at = batch.writeInt32BE(0, at);
  at = batch.writeInt16BE(0, at); // attributes: not compressed, times are the producer's
  at = batch.writeInt32BE(count - 1, at);
  at = batch.writeBigInt64BE(BigInt(first), at);
  at = batch.writeBigInt64BE(BigInt(last), at);
  at = batch.writeBigInt64BE(-1n, at); // producer id
  at = batch.writeInt16BE(0, at); // producer epoch
  at = batch.writeInt32BE(0, at); // first sequence
  batch.writeInt32BE(count, at);
}

function writeRecord(batch: Buffer, offset: number, record: Sized, index: number, first: number): number {
  let at = writeVarint(batch, record.bodyLength, offset);
  batch[at++] = 0; // attributes
  at = writeVarint(batch, record.timestamp - first, at);
  at = writeVarint(batch, index, at);
  at = writeField(batch, record.message.key, at);
  at = writeField(batch, record.message.value, at);
  at = writeVarint(batch, record.headers.length, at);
  for (const [name, value] of record.headers) at = writeField(batch, value, writeField(batch, name, at));
  return at;
}

function writeField(batch: Buffer, bytes: Bytes, offset: number): number {
  if (bytes === null || bytes === undefined) return writeVarint(batch, -1, offset);
  if (typeof bytes !== 'string') {
    const at = writeVarint(batch, bytes.length, offset);
    return at + bytes.copy(batch, at);
  }
  const length = Buffer.byteLength(bytes);
  const at = writeVarint(batch, length, offset);
  return at + batch.write(bytes, at, length);
}
