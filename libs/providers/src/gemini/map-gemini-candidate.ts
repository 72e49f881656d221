import type { Candidate, Part } from '@google/genai/web';
import { isRecord } from '../is-record.js';
import { asExtraContent } from './thought-signature.js';

/** What a candidate, or a piece of one, says. */
export interface Spoken {
  readonly text: string;
  readonly calls: readonly Record<string, unknown>[];
  /** Of the text; a call bears its own. */
  readonly signature: string | null;
}

const signatureIn = ({ thoughtSignature }: Part): string | null => thoughtSignature ?? null;

function mapCall(part: Part, randomId: () => string): Record<string, unknown> {
  const { id, name, args } = part.functionCall ?? {};
  return {
    // Gemini names no calls before 3, OpenAI's clients must have ids.
    id: id ?? `call_${randomId()}`,
    type: 'function',
    function: { name: String(name), arguments: JSON.stringify(args ?? {}) },
    ...asExtraContent(signatureIn(part)),
  };
}

/** A candidate's parts → text and tool calls, without the model's thoughts. */
export function mapGeminiCandidate({ content }: Candidate, randomId: () => string): Spoken {
  const parts: Part[] = Array.isArray(content?.parts) ? content.parts.filter(isRecord) : [];
  const spoken = parts.filter(({ thought }) => thought !== true);
  const calling = spoken.filter(({ functionCall }) => isRecord(functionCall));
  const saying = spoken.filter(({ functionCall }) => !isRecord(functionCall));
  return {
    text: saying.map(({ text }) => (typeof text === 'string' ? text : '')).join(''),
    calls: calling.map((part) => mapCall(part, randomId)),
    signature: saying.map(signatureIn).findLast((signature) => signature !== null) ?? null,
  };
}
