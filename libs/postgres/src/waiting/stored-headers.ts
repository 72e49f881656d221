import type { HeaderValue, RecordHeaders } from '#contracts';

/** Headers as JSON can hold them: each value in base64, those of a repeated header in their order. */
export type StoredHeaders = Record<string, (string | null)[]>;

export const storeHeaders = (headers: RecordHeaders): StoredHeaders =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, header]) =>
      header === undefined ? [] : [[name, (Array.isArray(header) ? header : [header]).map(toBase64)]],
    ),
  );

export const restoreHeaders = (stored: StoredHeaders): RecordHeaders =>
  Object.fromEntries(
    Object.entries(stored).map(([name, values]) => {
      const restored = values.map((value) => (value === null ? null : Buffer.from(value, 'base64')));
      return [name, restored.length === 1 ? restored[0] : restored];
    }),
  );

const toBase64 = (value: HeaderValue): string | null =>
  value === null ? null : Buffer.from(value).toString('base64');
