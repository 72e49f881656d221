import { z } from 'zod';
import { headerText, type LogRecord } from './log-record.js';
import { nestingDepth } from './nesting-depth.js';
import { CustomId, LlmRequest } from './request.js';

export interface RequestLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
}
export const defaultRequestLimits: RequestLimits = { maxBytes: 1_048_576, maxDepth: 128 };

/** Who sent a record that is not a request, as far as it can be read. */
export interface Sender {
  readonly customId: string;
  readonly org: string;
  readonly metadata: Record<string, string>;
}

export type DecodedRequest =
  | { readonly kind: 'accepted'; readonly request: LlmRequest }
  /** `sender` is null when not even an id could be read: then nobody can be answered. */
  | { readonly kind: 'rejected'; readonly problem: string; readonly sender: Sender | null };

const structuredMode = /^application\/cloudevents\+json\b/i;
const utf8 = new TextDecoder('utf-8', { fatal: true });

type JsonObject = Record<string, unknown>;
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON object that a record carries, or what is wrong with its bytes. */
function parseObject(value: Buffer | null, limits: RequestLimits): JsonObject | string {
  if (value === null || value.length === 0) {
    return 'the record has no value; send a JSON object such as {"custom_id": …, "body": …}';
  }
  const depth = nestingDepth(value);
  if (depth > limits.maxDepth)
    return `the JSON nests ${depth} levels deep; at most ${limits.maxDepth} are taken`;
  try {
    const parsed: unknown = JSON.parse(utf8.decode(value));
    return isObject(parsed) ? parsed : 'the value is JSON but not an object; send one request a record';
  } catch (error) {
    return error instanceof SyntaxError ? 'the value is not JSON' : 'the value is not UTF-8 text';
  }
}

/** CloudEvents' structured mode wraps the request in `data`; bare JSON and binary mode do not. */
function unwrap(
  parsed: JsonObject,
  contentType: string | undefined,
): { data: JsonObject; eventId: unknown } | string {
  if (contentType === undefined || !structuredMode.test(contentType))
    return { data: parsed, eventId: undefined };
  if (!isObject(parsed['data'])) {
    return 'the CloudEvent has no `data` object; put the request there';
  }
  return { data: parsed['data'], eventId: parsed['id'] };
}

/** Many serializers write an absent optional field as null; both mean absent. */
const withoutNulls = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));

/** In `routing` at every depth: it is ours, and nothing in it means anything by null. */
function withoutNullsWithin(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullsWithin);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(withoutNulls(value)).map(([name, field]) => [name, withoutNullsWithin(field)]),
  );
}

const readable = (schema: z.ZodType<string>, ...candidates: unknown[]): string | undefined =>
  candidates.map((candidate) => schema.safeParse(candidate)).find((result) => result.success)?.data;

function describe(error: z.ZodError): string {
  return error.issues
    .slice(0, 10)
    .map((issue) => `${issue.path.length > 0 ? issue.path.join('.') : 'request'}: ${issue.message}`)
    .join('; ');
}

/** Turns a record of `llm.requests` into a request, or says what is wrong with it and whom to tell. Never throws. */
export function decodeRequest(
  record: Pick<LogRecord, 'value' | 'headers'>,
  limits: RequestLimits = defaultRequestLimits,
): DecodedRequest {
  const headerId = headerText(record.headers, 'ce_id');
  const parsed = parseObject(record.value, limits);
  const unwrapped =
    typeof parsed === 'string' ? parsed : unwrap(parsed, headerText(record.headers, 'content-type'));

  const data = typeof unwrapped === 'string' ? {} : withoutNulls(unwrapped.data);
  const eventId = typeof unwrapped === 'string' ? undefined : unwrapped.eventId;
  const customId = readable(CustomId, data['custom_id'], eventId, headerId);
  const metadata = z.record(z.string(), z.string()).safeParse(data['metadata']);
  const sender: Sender | null =
    customId === undefined
      ? null
      : { customId, org: readable(CustomId, data['org']) ?? 'default', metadata: metadata.data ?? {} };
  const rejected = (problem: string): DecodedRequest => ({ kind: 'rejected', problem, sender });

  if (typeof unwrapped === 'string') return rejected(unwrapped);
  const bytes = record.value?.length ?? 0;
  if (bytes > limits.maxBytes)
    return rejected(`the request is ${bytes} bytes; at most ${limits.maxBytes} are taken`);
  if (customId === undefined) {
    return rejected('no id: set `custom_id` (1 to 256 characters), or the CloudEvents header `ce_id`');
  }

  const deadline = headerText(record.headers, 'Understudy-Deadline');
  const asked = data['routing'] ?? {};
  const routing = isObject(asked)
    ? { ...(deadline === undefined ? {} : { deadline }), ...(withoutNullsWithin(asked) as JsonObject) }
    : asked;
  const result = LlmRequest.safeParse({
    url: '/v1/chat/completions',
    ...data,
    custom_id: data['custom_id'] ?? customId,
    routing,
  });
  return result.success ? { kind: 'accepted', request: result.data } : rejected(describe(result.error));
}
