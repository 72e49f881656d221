import { isRecord } from '../is-record.js';

const htmlTitle = /<title[^>]*>([^<]{1,200})<\/title>/i;

/** An HTML page says most in its title. */
const readableText = (text: string): string => htmlTitle.exec(text.slice(0, 10_000))?.[1] ?? text;

/**
 * The words in an error's payload, whatever its shape: `{message}` (OpenAI), `{error: "text"}` (Ollama),
 * `{detail: "text"}` (FastAPI), bare text, or an HTML page. Null when it says nothing.
 */
export function errorText(payload: unknown): string | null {
  // Google's OpenAI-compatible address puts its errors in a list.
  if (Array.isArray(payload) && isRecord(payload[0]) && 'error' in payload[0]) return errorText(payload[0]);
  if (typeof payload === 'string') return payload.trim() === '' ? null : readableText(payload);
  if (!isRecord(payload)) return null;
  for (const field of ['message', 'error', 'detail']) {
    const text = errorText(payload[field]);
    if (text !== null) return text;
  }
  return JSON.stringify(payload);
}
