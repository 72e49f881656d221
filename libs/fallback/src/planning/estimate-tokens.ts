import type { LlmRequest } from '#contracts';

/** Tokens that a call is expected to use. */
export interface TokenEstimate {
  readonly input: number;
  /** The longest answer that is allowed, or a usual one where the request sets no limit. */
  readonly output: number;
}

const charactersPerToken = 4;
/** The role, and what marks a message's begin and end. */
const tokensPerMessage = 4;
/** An image or a sound, whose bytes say nothing of its tokens. */
const tokensPerMedium = 1_000;
const usualAnswer = 1_000;
/** No true schema is as deep; the walk must end all the same. */
const deepest = 100;

/** About as many characters as the value has as JSON, without writing it. */
function characters(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null || depth > deepest) return 4;
  let total = 2;
  if (Array.isArray(value)) {
    for (const one of value) total += 1 + characters(one, depth + 1);
    return total;
  }
  const fields = value as Record<string, unknown>;
  for (const key in fields) total += key.length + 4 + characters(fields[key], depth + 1);
  return total;
}

/** Text is counted, anything else that a message may hold has a flat price. */
function contentTokens(content: unknown): number {
  if (typeof content === 'string') return content.length / charactersPerToken;
  if (!Array.isArray(content)) return 0;
  let tokens = 0;
  for (const part of content as readonly ({ type?: unknown; text?: unknown } | null)[]) {
    tokens += typeof part?.text === 'string' ? part.text.length / charactersPerToken : tokensPerMedium;
  }
  return tokens;
}

const jsonTokens = (value: unknown): number =>
  value === undefined || value === null ? 0 : characters(value) / charactersPerToken;

function chatInput(body: Extract<LlmRequest, { url: '/v1/chat/completions' }>['body']): number {
  let tokens =
    jsonTokens(body['tools']) + jsonTokens(body['functions']) + jsonTokens(body['response_format']);
  for (const { content, tool_calls: calls } of body.messages) {
    tokens += tokensPerMessage + contentTokens(content) + jsonTokens(calls);
  }
  return tokens;
}

/** An input is one text, or many; a text may also come as the numbers of its tokens. */
function embeddingsInput(input: string | readonly (string | number | readonly number[])[]): number {
  if (typeof input === 'string') return input.length / charactersPerToken;
  let tokens = 0;
  for (const one of input) {
    if (typeof one === 'number') tokens += 1;
    else tokens += typeof one === 'string' ? one.length / charactersPerToken : one.length;
  }
  return tokens;
}

interface Answered {
  readonly message?: {
    readonly content?: unknown;
    readonly refusal?: unknown;
    readonly reasoning?: unknown;
    readonly reasoning_content?: unknown;
    readonly tool_calls?: unknown;
  } | null;
}

/** Some servers tell what a model thought under two names. */
function choiceTokens(choice: Answered | null): number {
  const {
    content,
    refusal,
    reasoning,
    reasoning_content: thought,
    tool_calls: calls,
  } = choice?.message ?? {};
  let tokens = contentTokens(content) + contentTokens(refusal) + contentTokens(reasoning ?? thought);
  for (const call of Array.isArray(calls) ? (calls as readonly ({ function?: unknown } | null)[]) : []) {
    tokens += jsonTokens(call?.function);
  }
  return tokens;
}

/** What came of an answer, by the `choices` of its body: guessed as its request is; 0 only if nothing came. */
export function estimateAnswerTokens(choices: unknown): number {
  let tokens = 0;
  for (const choice of Array.isArray(choices) ? (choices as readonly (Answered | null)[]) : []) {
    tokens += choiceTokens(choice);
  }
  return Math.ceil(tokens);
}

/** What a request will use, guessed from its length alone: within a factor of two for prose, and in microseconds. */
export function estimateTokens(request: LlmRequest): TokenEstimate {
  if (request.url === '/v1/embeddings') {
    return { input: Math.ceil(embeddingsInput(request.body.input)), output: 0 };
  }
  const { body } = request;
  const answer = body.max_completion_tokens ?? body.max_tokens ?? usualAnswer;
  const answers = typeof body['n'] === 'number' && body['n'] > 1 ? body['n'] : 1;
  return { input: Math.ceil(chatInput(body)), output: answer * answers };
}
