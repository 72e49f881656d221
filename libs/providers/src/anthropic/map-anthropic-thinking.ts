import type Anthropic from '@anthropic-ai/sdk';
import { leftOut } from '../parameters/parameter-effect.js';
import type { ClaudeTraits } from './claude-models.js';

type Effort = NonNullable<Anthropic.OutputConfig['effort']>;

export interface ThinkingQuestion {
  /** `reasoning_effort`. */
  readonly effort: unknown;
  readonly model: string;
  readonly traits: ClaudeTraits;
  readonly maxTokens: number;
  /** Must a tool be called? Then there can be no thinking before it. */
  readonly toolForced: boolean;
  /** Does the conversation end in tool results? Their call cannot be given the thinking that led to it. */
  readonly afterTools: boolean;
}

export interface Thinking {
  readonly thinking?: Anthropic.ThinkingConfigParam;
  readonly effort?: Effort;
  readonly warnings: readonly string[];
}

const efforts: ReadonlyMap<unknown, { readonly effort: Effort; readonly budget: number }> = new Map([
  ['minimal', { effort: 'low', budget: 1_024 }],
  ['low', { effort: 'low', budget: 2_048 }],
  ['medium', { effort: 'medium', budget: 8_192 }],
  ['high', { effort: 'high', budget: 16_384 }],
  ['xhigh', { effort: 'xhigh', budget: 24_576 }],
  ['max', { effort: 'max', budget: 30_720 }],
]);

const leastBudget = 1_024;

/** `reasoning_effort: none`: only models that think unasked need be told. */
function noThinking({ model, traits }: ThinkingQuestion): Thinking {
  if (traits.thinking !== 'adaptive') return { warnings: [] };
  return traits.mayNotThink
    ? { thinking: { type: 'disabled' }, warnings: [] }
    : { warnings: [leftOut(model, 'reasoning_effort')] };
}

/** `reasoning_effort` → how much Claude is to think. */
export function mapAnthropicThinking(question: ThinkingQuestion): Thinking {
  const { effort, model, traits, maxTokens, toolForced, afterTools } = question;
  if (effort === undefined || effort === null) return { warnings: [] };
  if (effort === 'none') return noThinking(question);
  const asked = efforts.get(effort);
  const nothing = { warnings: [leftOut(model, 'reasoning_effort')] };
  if (asked === undefined) return nothing;
  if (traits.thinking === 'adaptive') {
    const thinking = toolForced ? {} : { thinking: { type: 'adaptive' as const } };
    return { ...thinking, effort: asked.effort, warnings: [] };
  }
  // The budget is a part of the limit, and something must be left for the answer.
  const budget = Math.min(asked.budget, Math.floor(maxTokens / 2));
  if (traits.thinking === 'none' || toolForced || afterTools || budget < leastBudget) return nothing;
  return { thinking: { type: 'enabled', budget_tokens: budget }, warnings: [] };
}
