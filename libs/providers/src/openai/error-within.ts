import { APIError } from 'openai';
import { isRecord } from '../is-record.js';

/** The status that an error within a 200 stands for, when its code is one. */
function statusOf(error: unknown): number | null {
  const code = Number(isRecord(error) ? error['code'] : Number.NaN);
  return Number.isInteger(code) && code >= 400 && code <= 599 ? code : null;
}

/** The SDK's error for one that comes within a 200: in its body, on a choice, or in an event of its stream. */
export const errorWithin = (error: unknown, headers: Headers): APIError =>
  APIError.generate(statusOf(error) ?? 200, { error }, undefined, headers);

/** Throws the error, if there is one. */
export function refuseError(error: unknown, headers: Headers): void {
  if (error !== undefined && error !== null) throw errorWithin(error, headers);
}
