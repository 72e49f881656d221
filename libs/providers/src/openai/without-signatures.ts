import { isRecord } from '../is-record.js';

const foreign = 'extra_content';

/**
 * Messages without the thought signatures that Gemini's answers carry: OpenAI refuses a field that it does not know, and a
 * conversation may go on there that began at Gemini.
 */
export const withoutSignatures = (messages: readonly unknown[]): unknown[] => messages.map(withoutSignature);

function withoutSignature(message: unknown): unknown {
  if (!isRecord(message)) return message;
  const { [foreign]: _signature, ...own } = message;
  const { tool_calls: calls } = own;
  return Array.isArray(calls) ? { ...own, tool_calls: calls.map(withoutSignature) } : own;
}
