import type Anthropic from '@anthropic-ai/sdk';
import type { ChatBody } from '#contracts';
import { isRecord } from '../is-record.js';
import type { Conversation } from './map-anthropic-messages.js';
import { unsupported } from './unsupported-request.js';

export interface Toolbox {
  readonly tools?: Anthropic.Tool[];
  readonly tool_choice?: Anthropic.ToolChoice;
}

function mapTool(tool: unknown): Anthropic.Tool {
  const described = isRecord(tool) && tool['type'] === 'function' ? tool['function'] : undefined;
  if (!isRecord(described)) throw unsupported('a tool that is not a function');
  const { name, description, parameters } = described;
  return {
    name: String(name),
    ...(typeof description === 'string' ? { description } : {}),
    input_schema: { type: 'object', ...(isRecord(parameters) ? parameters : { properties: {} }) },
  };
}

function mapToolChoice(choice: unknown, parallel: boolean): Anthropic.ToolChoice | null {
  const one = parallel ? {} : { disable_parallel_tool_use: true };
  if (choice === 'none') return { type: 'none' };
  if (choice === 'required') return { type: 'any', ...one };
  if (isRecord(choice) && isRecord(choice['function'])) {
    return { type: 'tool', name: String(choice['function']['name']), ...one };
  }
  return parallel ? null : { type: 'auto', ...one };
}

/** The names of the tools that were called in a conversation. */
function calledIn({ turns }: Conversation): string[] {
  const blocks = turns.flatMap(({ content }) => content);
  return [...new Set(blocks.flatMap((block) => (block.type === 'tool_use' ? [block.name] : [])))];
}

/** `tools`, `tool_choice` and `parallel_tool_calls` → Anthropic's. */
export function mapAnthropicTools(body: ChatBody, conversation: Conversation): Toolbox {
  if (Array.isArray(body['functions']) && body['functions'].length > 0)
    throw unsupported('functions; send tools');
  const offered: unknown[] = Array.isArray(body['tools']) ? body['tools'] : [];
  if (offered.length > 0) {
    const choice = mapToolChoice(body['tool_choice'], body['parallel_tool_calls'] !== false);
    return { tools: offered.map(mapTool), ...(choice === null ? {} : { tool_choice: choice }) };
  }
  // Calls and results are refused in a request that defines no tools, which OpenAI does not mind.
  const called = calledIn(conversation);
  if (called.length === 0) return {};
  return {
    tools: called.map((name) => ({ name, input_schema: { type: 'object' } })),
    tool_choice: { type: 'none' },
  };
}
