import {
  FunctionCallingConfigMode as Mode,
  type FunctionCallingConfig,
  type FunctionDeclaration,
  type GenerateContentConfig,
} from '@google/genai/web';
import { isRecord } from '../is-record.js';
import { unsupported } from './not-an-answer.js';

const modes: ReadonlyMap<unknown, Mode> = new Map([
  ['auto', Mode.AUTO],
  ['none', Mode.NONE],
  ['required', Mode.ANY],
]);

/** The whole of JSON Schema goes as `parametersJsonSchema`; `parameters` would take a part of it only. */
function declare(tool: unknown): FunctionDeclaration {
  const declared = isRecord(tool) && tool['type'] === 'function' ? tool['function'] : null;
  if (!isRecord(declared)) throw unsupported('a tool that is not a function');
  const { name, description, parameters } = declared;
  return {
    name: String(name),
    ...(typeof description === 'string' ? { description } : {}),
    ...(isRecord(parameters) ? { parametersJsonSchema: parameters } : {}),
  };
}

const nameIn = (tool: unknown): string => {
  const named = isRecord(tool) ? tool['function'] : null;
  if (!isRecord(named) || typeof named['name'] !== 'string')
    throw unsupported('a choice of a tool that is not a function');
  return named['name'];
};

function mapChoice(choice: unknown): FunctionCallingConfig | null {
  const mode = modes.get(choice);
  if (mode !== undefined) return { mode };
  if (!isRecord(choice)) return null;
  const { type, allowed_tools: allowed } = choice;
  if (type !== 'allowed_tools') return { mode: Mode.ANY, allowedFunctionNames: [nameIn(choice)] };
  const { mode: strictness, tools } = isRecord(allowed) ? allowed : {};
  return {
    // AUTO takes no names.
    mode: strictness === 'required' ? Mode.ANY : Mode.VALIDATED,
    allowedFunctionNames: Array.isArray(tools) ? tools.map(nameIn) : [],
  };
}

/** `tools` and `tool_choice` → what Gemini is told of functions. */
export function mapGeminiTools(
  tools: unknown,
  choice: unknown,
): Pick<GenerateContentConfig, 'tools' | 'toolConfig'> {
  if (!Array.isArray(tools) || tools.length === 0) return {};
  const functionCallingConfig = mapChoice(choice);
  return {
    tools: [{ functionDeclarations: tools.map(declare) }],
    ...(functionCallingConfig === null ? {} : { toolConfig: { functionCallingConfig } }),
  };
}
