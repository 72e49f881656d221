import { headerText, type RecordHeaders } from '#contracts';

const traceparent = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;

/** The trace that a record belongs to, by its `traceparent` header (W3C Trace Context). */
export const traceIdOf = (headers: RecordHeaders): string | null =>
  traceparent.exec(headerText(headers, 'traceparent') ?? '')?.[1] ?? null;
