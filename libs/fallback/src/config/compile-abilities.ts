import { capabilities } from './capabilities.js';
import type { ModelEntry } from './file/model-entry.js';
import type { ModelAbilities } from './routing-config.js';

/** What the file says that a model cannot do; null if it says nothing. */
export function compileAbilities(entry: ModelEntry): ModelAbilities | null {
  const { context_window: contextWindow = null, capabilities: said } = entry;
  const lacks = new Set(capabilities.filter((capability) => said[capability] === false));
  return contextWindow === null && lacks.size === 0 ? null : { contextWindow, lacks };
}
