import type { Message, ToolCall } from 'ollama/browser';
import { ClassifiedError } from '../failures/classified-error.js';
import { isRecord } from '../is-record.js';

type ChatMessage = Readonly<Record<string, unknown>> & { readonly role: string };

/** What Ollama's API has no words for: refused before it is sent. */
export const unsupported = (what: string): ClassifiedError =>
  new ClassifiedError('bad_request', 'UnsupportedRequestError', `Ollama cannot be asked this: ${what}`);

/** Ollama knows neither the newer name of `system` nor the older one of `tool`. */
const roles: Readonly<Record<string, string>> = { developer: 'system', function: 'tool' };

const inlineImage = /^data:[^,]*;base64,/i;

function imageOf(part: Record<string, unknown>): string {
  const image = part['image_url'];
  const url = isRecord(image) ? image['url'] : image;
  if (typeof url !== 'string' || !inlineImage.test(url)) {
    throw unsupported('an image by its address; send it inline, as a base64 data: URL');
  }
  return url.slice(url.indexOf(',') + 1);
}

/** Text and parts → one text and the images' base64. */
function mapContent(content: unknown): { content: string; images: string[] } {
  if (typeof content === 'string') return { content, images: [] };
  const texts: string[] = [];
  const images: string[] = [];
  for (const part of Array.isArray(content) ? content.filter(isRecord) : []) {
    if (part['type'] === 'image_url') images.push(imageOf(part));
    else if (part['type'] === 'text' || part['type'] === 'refusal') texts.push(String(part[part['type']]));
    else throw unsupported(`a content part of type ${String(part['type'])}`);
  }
  return { content: texts.join('\n'), images };
}

function parseArguments(text: unknown): Record<string, unknown> {
  if (text === undefined || text === '') return {};
  try {
    const parsed: unknown = typeof text === 'string' ? JSON.parse(text) : undefined;
    if (isRecord(parsed)) return parsed;
  } catch {
    // Not JSON is refused in the same words as JSON that is no object.
  }
  throw unsupported('a tool call whose arguments are not a JSON object');
}

const functionOf = (call: unknown): Record<string, unknown> =>
  isRecord(call) && isRecord(call['function']) ? call['function'] : {};

const toolCallsOf = (message: ChatMessage): unknown[] =>
  Array.isArray(message['tool_calls']) ? message['tool_calls'] : [];

const mapToolCall = (call: unknown): ToolCall => {
  const { name, arguments: text } = functionOf(call);
  return { function: { name: String(name), arguments: parseArguments(text) } };
};

/** Tool results refer to their call by id at OpenAI, by the tool's name at Ollama. */
function toolNames(messages: readonly ChatMessage[]): ReadonlyMap<unknown, string> {
  const calls = messages.flatMap(toolCallsOf).filter(isRecord);
  return new Map(calls.map((call) => [call['id'], String(functionOf(call)['name'])]));
}

/** Chat Completions messages → those of Ollama's `/api/chat`. */
export function mapOllamaMessages(messages: readonly ChatMessage[]): Message[] {
  const names = toolNames(messages);
  return messages.map((message) => {
    const { content, images } = mapContent(message['content']);
    const role = roles[message.role] ?? message.role;
    const calls = toolCallsOf(message).map(mapToolCall);
    const toolName = names.get(message['tool_call_id']) ?? message['name'];
    return {
      role,
      content,
      ...(images.length === 0 ? {} : { images }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
      ...(role === 'tool' && typeof toolName === 'string' ? { tool_name: toolName } : {}),
    };
  });
}
