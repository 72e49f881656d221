import { ThinkingLevel, type ThinkingConfig } from '@google/genai/web';
import { thinksInTokens } from './model-generation.js';

/** As Google's own OpenAI-compatible endpoint has it. */
const budgets: ReadonlyMap<unknown, number> = new Map([
  ['none', 0],
  ['minimal', 1_024],
  ['low', 1_024],
  ['medium', 8_192],
  ['high', 24_576],
]);

const levels: ReadonlyMap<unknown, ThinkingLevel> = new Map([
  ['minimal', ThinkingLevel.MINIMAL],
  ['low', ThinkingLevel.LOW],
  ['medium', ThinkingLevel.MEDIUM],
  ['high', ThinkingLevel.HIGH],
]);

/** `reasoning_effort` → how long to think; null for an effort that this model cannot be asked for. */
export function mapGeminiThinking(effort: unknown, model: string): ThinkingConfig | null {
  if (thinksInTokens(model)) {
    const thinkingBudget = budgets.get(effort);
    return thinkingBudget === undefined ? null : { thinkingBudget };
  }
  const thinkingLevel = levels.get(effort);
  return thinkingLevel === undefined ? null : { thinkingLevel };
}
