import type OpenAI from 'openai';
import type { Endpoint } from '../provider-adapter.js';
import { connectToOpenAI } from './connect-to-openai.js';
import type { ErrorRule } from './error-rule.js';

/** Whom a call is for. */
export interface Addressee {
  /** As the body names it. */
  readonly model: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** What differs among those who speak OpenAI's format. */
export interface OpenAIDialect {
  readonly connect: (endpoint: Endpoint) => OpenAI;
  readonly addressee: (model: string) => Addressee;
  /** Does it know `max_completion_tokens`? OpenAI's newer models refuse `max_tokens`; most other servers know nothing else. */
  readonly knowsNewestNames: (endpoint: Endpoint) => boolean;
  /** In the order of precedence, before what OpenAI's errors mean. */
  readonly rules: readonly ErrorRule[];
}

const openAIAddress = 'https://api.openai.com/v1';

const speakingAt = (address: string, rules: readonly ErrorRule[]): OpenAIDialect => ({
  connect: (endpoint) => connectToOpenAI(endpoint, address),
  addressee: (model) => ({ model }),
  knowsNewestNames: ({ baseUrl }) => (baseUrl ?? address) === openAIAddress,
  rules,
});

/** OpenAI, and every server that speaks like it. */
export const openAIDialect = speakingAt(openAIAddress, []);

export const openRouterDialect = speakingAt('https://openrouter.ai/api/v1', [
  { status: 402, means: 'quota' },
  { words: /key limit exceeded/i, means: 'quota' },
  { status: 403, words: /moderation|flagged/i, means: 'content_filter' },
  { words: /no (?:endpoints found|allowed providers are available)/i, means: 'model_not_found' },
  { status: 400, words: /is not a valid model id/i, means: 'model_not_found' },
]);

export const togetherDialect = speakingAt('https://api.together.xyz/v1', [
  { words: /credit limit exceeded/i, means: 'quota' },
  // Its documents give 403 for a prompt that, with max_tokens, is longer than the model's context.
  { status: 403, words: /\btokens?\b|context length|max_tokens|max_new_tokens/i, means: 'context_length' },
  { words: /tokens\W{0,3} \+ \W{0,3}max_(?:new_)?tokens\W{0,3} must/i, means: 'context_length' },
  { code: /^model_not_available$/, means: 'model_not_found' },
]);
