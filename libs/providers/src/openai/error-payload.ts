import { isRecord } from '../is-record.js';

/** What lies behind this many characters of a quoted error may be the prompt. */
const longestRead = 1_000;

const recordAt = (payload: unknown, field: string): Record<string, unknown> => {
  const value: unknown = isRecord(payload) ? payload[field] : undefined;
  return isRecord(value) ? value : {};
};

/** Azure's code within the code; its own documents spell the field in both ways. */
export const innerCodes = (payload: unknown): unknown[] =>
  ['innererror', 'inner_error'].map((field) => recordAt(payload, field)['code']);

/** What a router quotes of the provider behind it: to be classified by, never to be shown. */
export function quotedWords(payload: unknown): string {
  const { raw } = recordAt(payload, 'metadata');
  return typeof raw === 'string' ? raw.slice(0, longestRead) : '';
}

/** Epoch ms until which OpenRouter says that its limit is used up; null where it does not say. */
export function limitResetAt(payload: unknown): number | null {
  const headers = recordAt(recordAt(payload, 'metadata'), 'headers');
  const [, text] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-ratelimit-reset') ?? [];
  const at = Number(text);
  return Number.isFinite(at) && at > 0 ? at : null;
}
