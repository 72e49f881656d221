import type { Content, Part } from '@google/genai/web';
import { isRecord } from '../is-record.js';
import { mapGeminiParts } from './map-gemini-parts.js';
import { needsSignatures } from './model-generation.js';
import { unsupported } from './not-an-answer.js';
import { foreignSignature, signatureOf } from './thought-signature.js';

type Fields = Readonly<Record<string, unknown>>;
type ChatMessage = Fields & { readonly role: string };

export interface Conversation {
  readonly contents: Content[];
  readonly systemInstruction?: Content;
}

/** Tool results are a turn of their own: as many parts as there were calls, and nothing else. */
type Speaker = 'user' | 'model' | 'tool';

const isSystem = ({ role }: ChatMessage): boolean => role === 'system' || role === 'developer';

function parseObject(text: unknown): Record<string, unknown> | null {
  try {
    const parsed: unknown = typeof text === 'string' ? JSON.parse(text) : null;
    return isRecord(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

const toolCallsOf = (message: ChatMessage): Fields[] =>
  Array.isArray(message['tool_calls']) ? message['tool_calls'].filter(isRecord) : [];

const functionOf = (call: Fields): Fields => (isRecord(call['function']) ? call['function'] : {});

/** Tool results refer to their call by id at OpenAI, by the function's name and id at Gemini. */
const namesById = (messages: readonly ChatMessage[]): ReadonlyMap<unknown, unknown> =>
  new Map(messages.flatMap(toolCallsOf).map((call) => [call['id'], functionOf(call)['name']]));

const withId = (id: unknown) => (typeof id === 'string' ? { id } : {});

function callPart(call: Fields): Part {
  const { name, arguments: text } = functionOf(call);
  const args = text === undefined || text === '' ? {} : parseObject(text);
  if (typeof name !== 'string') throw unsupported('a tool call that is not of a function');
  if (args === null) throw unsupported('a tool call whose arguments are not a JSON object');
  const signature = signatureOf(call);
  return {
    functionCall: { ...withId(call['id']), name, args },
    ...(signature === null ? {} : { thoughtSignature: signature }),
  };
}

/** What was said, and then what was called; a message's own signature is that of its last text. */
function modelParts(message: ChatMessage): Part[] {
  const said = mapGeminiParts(message['content'] ?? message['refusal']);
  const signature = signatureOf(message);
  if (signature !== null) {
    const last = said.pop() ?? { text: '' };
    said.push({ ...last, thoughtSignature: signature });
  }
  return [...said, ...toolCallsOf(message).map(callPart)];
}

function resultPart(message: ChatMessage, names: ReadonlyMap<unknown, unknown>): Part {
  const id = message['tool_call_id'];
  const name = names.get(id) ?? message['name'];
  if (typeof name !== 'string') throw unsupported('a tool result without its call');
  const texts = mapGeminiParts(message['content']).map(({ text }) => text);
  if (texts.includes(undefined)) throw unsupported('a tool result that is not text');
  const output = texts.join('\n');
  return { functionResponse: { ...withId(id), name, response: parseObject(output) ?? { output } } };
}

function turnOf(message: ChatMessage, names: ReadonlyMap<unknown, unknown>): [Speaker, Part[]] {
  switch (message.role) {
    case 'user':
      return ['user', mapGeminiParts(message['content'])];
    case 'assistant':
      return ['model', modelParts(message)];
    case 'tool':
      return ['tool', [resultPart(message, names)]];
    default:
      throw unsupported(`a message of the role ${message.role}`);
  }
}

/** The first of a turn's calls must be signed, and only that. */
function sign(parts: readonly Part[]): Part[] {
  const first = parts.findIndex(({ functionCall }) => functionCall !== undefined);
  return parts.map((part, index) =>
    index === first && part.thoughtSignature === undefined
      ? { ...part, thoughtSignature: foreignSignature }
      : part,
  );
}

/** Chat Completions messages → contents, neighbours of one speaker merged, and what the system says apart. */
export function mapGeminiContents(messages: readonly ChatMessage[], model: string): Conversation {
  const names = namesById(messages);
  const turns: { speaker: Speaker; parts: Part[] }[] = [];
  for (const message of messages.filter((one) => !isSystem(one))) {
    const [speaker, parts] = turnOf(message, names);
    const before = turns.at(-1);
    if (before?.speaker === speaker) before.parts.push(...parts);
    else if (parts.length > 0) turns.push({ speaker, parts });
  }
  const contents = turns.map(({ speaker, parts }) => ({
    role: speaker === 'model' ? 'model' : 'user',
    parts: needsSignatures(model) ? sign(parts) : parts,
  }));
  const system = messages.filter(isSystem).flatMap(({ content }) => mapGeminiParts(content));
  // Gemini answers no one but a user.
  if (contents.length === 0) return { contents: [{ role: 'user', parts: spoken(system) }] };
  return { contents, ...(system.length === 0 ? {} : { systemInstruction: { parts: system } }) };
}

function spoken(parts: Part[]): Part[] {
  if (parts.length === 0) throw unsupported('a conversation in which nothing is said');
  return parts;
}
