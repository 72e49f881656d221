import { builtInPresets } from './built-in-presets.js';
import type { ConfigFile } from './config-file.js';
import type { ConfigProblem } from './config-problem.js';
import type { PresetEntry } from './file/preset-entry.js';
import { noneCalled } from './none-called.js';
import { placeholdersOf } from './placeholders.js';
import type { Preset } from './routing-config.js';

export interface CompiledPresets {
  readonly presets: ReadonlyMap<string, Preset>;
  readonly problems: readonly ConfigProblem[];
}

/** The built-in presets and the file's; what the file says of a built-in one changes just that. */
export function compilePresets(fromFile: ConfigFile['presets']): CompiledPresets {
  const presets = new Map(builtInPresets.map((preset) => [preset.name, preset]));
  const problems: ConfigProblem[] = [];
  for (const [name, entry] of Object.entries(fromFile)) {
    const preset = changed(presets.get(name), name, entry);
    presets.set(name, preset);
    problems.push(...unfilled(preset), ...unused(preset, entry));
  }
  return { presets, problems };
}

function changed(builtIn: Preset | undefined, name: string, entry: PresetEntry): Preset {
  const { timeout_seconds: seconds } = entry;
  const params = Object.entries(entry.params ?? {}).map(([param, value]) => [param, String(value)]);
  return {
    name,
    temperature: entry.temperature ?? builtIn?.temperature ?? null,
    maxTokens: entry.max_tokens ?? builtIn?.maxTokens ?? null,
    timeoutMs: seconds === undefined ? (builtIn?.timeoutMs ?? null) : seconds * 1000,
    responseFormat: entry.response_format ?? builtIn?.responseFormat ?? null,
    systemPrompt: entry.system_prompt ?? builtIn?.systemPrompt ?? null,
    params: { ...builtIn?.params, ...(Object.fromEntries(params) as Record<string, string>) },
  };
}

const unfilled = ({ name, systemPrompt, params }: Preset): ConfigProblem[] =>
  [...placeholdersOf(systemPrompt ?? '')]
    .filter((param) => !Object.hasOwn(params, param))
    .map((param) => ({
      at: ['presets', name, 'system_prompt'],
      text: `{${param}} has no default; give one under params`,
    }));

function unused({ name, systemPrompt }: Preset, { params = {} }: PresetEntry): ConfigProblem[] {
  const known = placeholdersOf(systemPrompt ?? '');
  return Object.keys(params)
    .filter((param) => !known.has(param))
    .map((param) => ({
      at: ['presets', name, 'params', param],
      text: noneCalled('placeholder', param, known),
    }));
}
