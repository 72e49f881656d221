import type { ChatResponse, EmbedResponse } from 'ollama/browser';
import type { Answer } from '../provider-adapter.js';
import { mapOllamaCounts, mapOllamaUsage } from './map-ollama-counts.js';
import { mapOllamaFinishReason } from './map-ollama-finish-reason.js';
import { mapOllamaLogprobs } from './map-ollama-logprobs.js';
import { mapOllamaToolCall } from './map-ollama-tool-call.js';

export interface AnswerStamp {
  readonly randomId: () => string;
  /** Epoch ms. */
  readonly now: number;
}

/** Ollama's answer to `/api/chat` → a `chat.completion`. */
export function mapOllamaChatAnswer(answer: ChatResponse, { randomId, now }: AnswerStamp): Answer {
  const { content: text = '', thinking, tool_calls: called = [] } = answer.message;
  const calls = called.map((call) => mapOllamaToolCall(call, randomId));
  return {
    body: {
      id: `chatcmpl-${randomId()}`,
      object: 'chat.completion',
      created: Math.floor(now / 1_000),
      model: answer.model,
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: text === '' && calls.length > 0 ? null : text,
            refusal: null,
            ...(thinking ? { reasoning: thinking } : {}),
            ...(calls.length === 0 ? {} : { tool_calls: calls }),
          },
          logprobs: mapOllamaLogprobs(answer.logprobs),
          finish_reason: mapOllamaFinishReason(answer.done_reason, calls.length),
        },
      ],
      usage: mapOllamaCounts(answer),
    },
    requestId: null,
    usage: mapOllamaUsage(answer),
    timeToFirstTokenMs: null,
  };
}

const toBase64 = (vector: readonly number[]): string =>
  Buffer.from(Float32Array.from(vector).buffer).toString('base64');

/** Ollama's answer to `/api/embed` → an embeddings `list`, in the encoding that the request asked for. */
export function mapOllamaEmbedAnswer(answer: EmbedResponse, encoding: unknown): Answer {
  const tokens = answer.prompt_eval_count ?? 0;
  return {
    body: {
      object: 'list',
      data: answer.embeddings.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: encoding === 'base64' ? toBase64(vector) : vector,
      })),
      model: answer.model,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    },
    requestId: null,
    usage: mapOllamaUsage({ prompt_eval_count: tokens }),
    timeToFirstTokenMs: null,
  };
}
