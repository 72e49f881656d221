import type Anthropic from '@anthropic-ai/sdk';
import { isRecord } from '../is-record.js';
import { mapAnthropicContent, mapAnthropicText } from './map-anthropic-content.js';
import { ToolUseIds } from './tool-use-ids.js';
import { unsupported } from './unsupported-request.js';

type ChatMessage = Readonly<Record<string, unknown>> & { readonly role: string };

interface Turn {
  readonly role: 'user' | 'assistant';
  content: Anthropic.ContentBlockParam[];
}

export interface Conversation {
  readonly system: readonly string[];
  readonly turns: readonly Turn[];
  readonly warnings: readonly string[];
}

const movedSystem =
  'Anthropic takes system messages at the top: those from the middle of the conversation were moved there';

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

function toolUseBlock(call: unknown, ids: ToolUseIds): Anthropic.ToolUseBlockParam {
  const called = isRecord(call) ? call : {};
  if (!isRecord(called['function'])) throw unsupported('a tool call that is not of a function');
  const { name, arguments: text } = called['function'];
  return { type: 'tool_use', id: ids.ofCall(called['id']), name: String(name), input: parseArguments(text) };
}

function assistantBlocks(message: ChatMessage, ids: ToolUseIds): Anthropic.ContentBlockParam[] {
  if (isRecord(message['function_call'])) throw unsupported('a function_call; send tool_calls');
  const calls: unknown[] = Array.isArray(message['tool_calls']) ? message['tool_calls'] : [];
  return [
    ...mapAnthropicText(message['content']),
    ...mapAnthropicText(message['refusal']),
    ...calls.map((call) => toolUseBlock(call, ids)),
  ];
}

const toolResultBlock = (message: ChatMessage, ids: ToolUseIds): Anthropic.ToolResultBlockParam => ({
  type: 'tool_result',
  tool_use_id: ids.ofResult(message['tool_call_id']),
  content: mapAnthropicContent(message['content']),
});

function addTo(turns: Turn[], role: Turn['role'], blocks: readonly Anthropic.ContentBlockParam[]): void {
  if (blocks.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) last.content.push(...blocks);
  else turns.push({ role, content: [...blocks] });
}

const isResult = (block: Anthropic.ContentBlockParam): boolean => block.type === 'tool_result';

/** Results must come before whatever else the user said in that turn. */
function putResultsFirst(turn: Turn): void {
  turn.content = [...turn.content.filter(isResult), ...turn.content.filter((block) => !isResult(block))];
}

/** An answer that is to be gone on with must not end in white space. */
function trimEnd(turn: Turn | undefined): void {
  const last = turn?.role === 'assistant' ? turn.content.at(-1) : undefined;
  if (last?.type === 'text') last.text = last.text.trimEnd();
}

/** Chat Completions messages → system texts, and turns of user and assistant by turns. */
export function mapAnthropicMessages(messages: readonly ChatMessage[]): Conversation {
  const ids = new ToolUseIds();
  const system: string[] = [];
  const turns: Turn[] = [];
  const warnings = new Set<string>();
  for (const message of messages) {
    if (message.role === 'system' || message.role === 'developer') {
      system.push(...mapAnthropicText(message['content']).map(({ text }) => text));
      if (turns.length > 0) warnings.add(movedSystem);
    } else if (message.role === 'user') addTo(turns, 'user', mapAnthropicContent(message['content']));
    else if (message.role === 'assistant') addTo(turns, 'assistant', assistantBlocks(message, ids));
    else if (message.role === 'tool') addTo(turns, 'user', [toolResultBlock(message, ids)]);
    else throw unsupported(`a message of role ${message.role}`);
  }
  turns.forEach(putResultsFirst);
  trimEnd(turns.at(-1));
  if (turns.length > 0) return { system, turns, warnings: [...warnings] };
  // Anthropic answers nobody but a user.
  addTo(
    turns,
    'user',
    system.map((text) => ({ type: 'text', text })),
  );
  return { system: [], turns, warnings: [] };
}
