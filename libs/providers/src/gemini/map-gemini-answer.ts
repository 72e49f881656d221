import type { Candidate, EmbedContentResponse, GenerateContentResponse } from '@google/genai/web';
import { SpentError } from '../failures/spent-error.js';
import { isRecord } from '../is-record.js';
import type { Answer } from '../provider-adapter.js';
import { mapGeminiCandidate } from './map-gemini-candidate.js';
import { mapGeminiFinishReason } from './map-gemini-finish-reason.js';
import { mapGeminiLogprobs } from './map-gemini-logprobs.js';
import { geminiUsage, mapGeminiUsage } from './map-gemini-usage.js';
import { badAnswer, withheldAnswer } from './not-an-answer.js';
import { asExtraContent } from './thought-signature.js';

export interface AnswerStamp {
  readonly model: string;
  readonly randomId: () => string;
  /** Epoch ms. */
  readonly now: number;
}

function mapChoice(candidate: Candidate, index: number, randomId: () => string) {
  const { finishReason, logprobsResult } = candidate;
  if (typeof finishReason !== 'string') throw badAnswer('the answer does not say that it is finished');
  const { text, calls, signature } = mapGeminiCandidate(candidate, randomId);
  const finish = mapGeminiFinishReason(finishReason, calls.length > 0);
  // As at OpenAI, a choice behind the first may be withheld.
  if (index === 0 && finish === 'content_filter') throw withheldAnswer(`finishReason ${finishReason}`);
  if (finish === 'stop' && text === '') throw badAnswer('the model said nothing');
  return {
    index,
    message: {
      role: 'assistant',
      content: text === '' && calls.length > 0 ? null : text,
      refusal: null,
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
      ...asExtraContent(signature),
    },
    logprobs: mapGeminiLogprobs(logprobsResult),
    finish_reason: finish,
  };
}

/** Throws if Google would not show the prompt to the model. */
export function checkPrompt({ promptFeedback }: GenerateContentResponse): void {
  const { blockReason } = isRecord(promptFeedback) ? promptFeedback : {};
  if (typeof blockReason === 'string') throw withheldAnswer(`blockReason ${blockReason}`);
}

export const candidatesOf = ({ candidates }: GenerateContentResponse): Candidate[] =>
  Array.isArray(candidates) ? candidates.filter(isRecord) : [];

function mapChoices(answer: GenerateContentResponse, randomId: () => string) {
  checkPrompt(answer);
  const candidates = candidatesOf(answer);
  if (candidates.length === 0) {
    const isAnswer = answer.promptFeedback !== undefined || answer.usageMetadata !== undefined;
    throw isAnswer ? withheldAnswer('no candidates') : badAnswer('the answer has no candidates');
  }
  return candidates.map((candidate, index) => mapChoice(candidate, candidate.index ?? index, randomId));
}

/** Gemini's answer to `generateContent` → a `chat.completion`. Throws what makes it none. */
export function mapGeminiChatAnswer(
  answer: GenerateContentResponse,
  { model, randomId, now }: AnswerStamp,
): Answer {
  const { responseId, modelVersion, usageMetadata } = answer;
  const usage = geminiUsage(usageMetadata ?? {});
  try {
    return {
      body: {
        id: responseId ?? `chatcmpl-${randomId()}`,
        object: 'chat.completion',
        created: Math.floor(now / 1_000),
        model: modelVersion ?? model,
        choices: mapChoices(answer, randomId),
        usage: mapGeminiUsage(usageMetadata ?? {}),
      },
      requestId: responseId ?? null,
      usage,
      timeToFirstTokenMs: null,
    };
  } catch (error) {
    throw usageMetadata === undefined ? error : new SpentError(error, usage);
  }
}

const toBase64 = (vector: readonly number[]): string =>
  Buffer.from(Float32Array.from(vector).buffer).toString('base64');

/** Gemini's answer to `embedContent` → an embeddings `list`, in the encoding that the request asked for. */
export function mapGeminiEmbedAnswer(
  { embeddings, usageMetadata }: EmbedContentResponse,
  asked: { readonly model: string; readonly inputs: number; readonly encoding: unknown },
): Answer {
  const vectors = Array.isArray(embeddings) ? embeddings.map(({ values }) => values) : [];
  if (vectors.length !== asked.inputs || !vectors.every((vector) => Array.isArray(vector))) {
    throw badAnswer('the answer does not have an embedding for each input');
  }
  const usage = geminiUsage({ promptTokenCount: usageMetadata?.promptTokenCount ?? 0 });
  return {
    body: {
      object: 'list',
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: asked.encoding === 'base64' ? toBase64(vector) : vector,
      })),
      model: asked.model,
      usage: { prompt_tokens: usage.input_tokens, total_tokens: usage.input_tokens },
    },
    requestId: null,
    usage,
    timeToFirstTokenMs: null,
  };
}
