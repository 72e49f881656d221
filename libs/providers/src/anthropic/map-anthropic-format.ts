import type Anthropic from '@anthropic-ai/sdk';
import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import { isRecord } from '../is-record.js';

/** How the form of an answer is asked for: not at all, by its schema, or in words, which bind the model less. */
export type AnswerFormat =
  | { readonly kind: 'free' }
  | { readonly kind: 'schema'; readonly format: Anthropic.JSONOutputFormat }
  | { readonly kind: 'words'; readonly instruction: string; readonly warning: string };

const alone = 'and nothing else: no explanation, no code fence.';

const inWords = (what: string, instruction: string): AnswerFormat => ({
  kind: 'words',
  instruction,
  warning: `Anthropic does not take ${what}: asked for in words`,
});

/** Has it objects whose keys are not all named? Anthropic's schemas have none. */
function isOpen(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(isOpen);
  if (!isRecord(schema)) return false;
  const { type, properties, patternProperties, additionalProperties: more } = schema;
  if (more === true || isRecord(more) || isRecord(patternProperties)) return true;
  if (type === 'object' && !isRecord(properties) && more !== false) return true;
  return Object.values(schema).some(isOpen);
}

function mapSchema(schema: Record<string, unknown>): Record<string, unknown> | null {
  if (schema['type'] !== 'object' || isOpen(schema)) return null;
  try {
    return transformJSONSchema(schema);
  } catch {
    // A part of it has no type.
    return null;
  }
}

/** `response_format` → how Anthropic is asked. `schemas`: does the model take them? */
export function mapAnthropicFormat(format: unknown, schemas: boolean): AnswerFormat {
  if (!isRecord(format)) return { kind: 'free' };
  if (format['type'] === 'json_object') {
    return inWords('response_format json_object', `Answer with one JSON object ${alone}`);
  }
  const described = format['json_schema'];
  const schema = isRecord(described) ? described['schema'] : undefined;
  if (format['type'] !== 'json_schema' || !isRecord(schema)) return { kind: 'free' };
  const mapped = schemas ? mapSchema(schema) : null;
  if (mapped !== null) return { kind: 'schema', format: { type: 'json_schema', schema: mapped } };
  return inWords(
    'this response_format json_schema',
    `Answer with JSON that fits this JSON Schema ${alone}\n${JSON.stringify(schema)}`,
  );
}
