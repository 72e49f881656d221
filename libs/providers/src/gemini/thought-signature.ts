import { isRecord } from '../is-record.js';

/** Google's documented stand-in for calls that another model made. */
export const foreignSignature = 'skip_thought_signature_validator';

/**
 * Gemini's encrypted train of thought, as Google's own OpenAI-compatible endpoint has it travel through a conversation:
 * `extra_content.google.thought_signature`, on a tool call or on a message.
 */
export const asExtraContent = (signature: string | null) =>
  signature === null ? {} : { extra_content: { google: { thought_signature: signature } } };

export function signatureOf(bearer: Readonly<Record<string, unknown>>): string | null {
  const extra = bearer['extra_content'];
  const google = isRecord(extra) ? extra['google'] : null;
  const signature = isRecord(google) ? google['thought_signature'] : null;
  return typeof signature === 'string' && signature !== '' ? signature : null;
}
