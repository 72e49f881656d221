export interface ClaudeTraits {
  /** Does it take temperature, top_p and top_k? */
  readonly samples: boolean;
  /** How it is told to think: not at all, with a budget of tokens, or as much as an effort is worth to it. */
  readonly thinking: 'none' | 'budget' | 'adaptive';
  /** May its thinking be switched off? */
  readonly mayNotThink: boolean;
  /** Can its answers be held to a JSON schema? */
  readonly schemas: boolean;
  /** What is asked for where the request sets no limit; Anthropic must be given one. */
  readonly maxTokens: number;
}

/** A name that says nothing, as of another server that speaks like Anthropic: it is tried, and its refusals remembered. */
const unknown: ClaudeTraits = {
  samples: true,
  thinking: 'adaptive',
  mayNotThink: true,
  schemas: true,
  maxTokens: 4_096,
};

/** `claude-opus-4-6`, `claude-sonnet-4-20250514`, `anthropic.claude-haiku-4-5-20251001-v1:0`. */
const nameFirst = /claude-[a-z]+-(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)/;
/** `claude-3-7-sonnet-latest`. */
const numberFirst = /claude-(\d)(?:[-.](\d))?-[a-z]/;

/** 4.6 → 406. */
function versionOf(model: string): number | null {
  if (model.includes('claude-mythos-preview')) return 407;
  const found = nameFirst.exec(model) ?? numberFirst.exec(model);
  return found === null ? null : Number(found[1]) * 100 + Number(found[2] ?? 0);
}

function maxTokensOf(version: number): number {
  if (version >= 400) return 32_000;
  return version >= 305 ? 8_192 : 4_096;
}

function thinkingOf(version: number): ClaudeTraits['thinking'] {
  if (version >= 406) return 'adaptive';
  return version >= 307 ? 'budget' : 'none';
}

/** What is known of a model before it is asked, from Anthropic's reference. */
export function claudeTraits(model: string): ClaudeTraits {
  const version = versionOf(model);
  if (version === null) return unknown;
  return {
    samples: version < 407,
    thinking: thinkingOf(version),
    mayNotThink: !/claude-(?:fable|mythos)/.test(model),
    schemas: version >= 405,
    maxTokens: maxTokensOf(version),
  };
}
