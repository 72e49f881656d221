import type { ApiError } from '@google/genai/web';
import { isRecord } from '../is-record.js';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The error in a payload: `{error: {…}}`, or the first of a list of such, as endpoints that stream without SSE send it. */
export function errorIn(payload: unknown): Record<string, unknown> | null {
  const first: unknown = Array.isArray(payload) ? payload[0] : payload;
  return isRecord(first) && isRecord(first['error']) ? first['error'] : null;
}

/** The status that an error within a 200 stands for. */
function statusOf(error: Record<string, unknown>): number {
  const { code } = error;
  return typeof code === 'number' && Number.isInteger(code) && code >= 400 && code <= 599 ? code : 200;
}

/**
 * The SDK's own `ApiError`, with the headers that it loses and the payload that it turns into text. Thrown from the
 * fetch that the SDK is given.
 */
export class GeminiResponseError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly payload: unknown,
    readonly headers: Headers | null,
  ) {
    super(`Gemini refused with status ${status}`);
  }

  static async of(response: Response): Promise<GeminiResponseError> {
    return new GeminiResponseError(response.status, parse(await response.text()), response.headers);
  }

  /** Null if a 200's body holds no error. */
  static inside(body: unknown, headers: Headers): GeminiResponseError | null {
    const error = errorIn(body);
    return error === null ? null : new GeminiResponseError(statusOf(error), body, headers);
  }

  /** An error in mid-stream, which the SDK has read: `got status: UNAVAILABLE. {"error": …}`. */
  static amidst(error: ApiError): GeminiResponseError {
    const { message, status } = error;
    return new GeminiResponseError(status, parse(message.replace(/^got status: [^{]*/, '')), null);
  }
}
