import type { ChatResponse, EmbedResponse, ToolCall } from 'ollama/browser';
import type { Completion } from '#fallback';
import { mapOllamaLogprobs } from './map-ollama-logprobs.js';
import type { Answer } from '../provider-adapter.js';

export interface AnswerStamp {
  readonly randomId: () => string;
  /** Epoch ms. */
  readonly now: number;
}

function mapFinishReason(reason: string, calls: readonly unknown[]): 'stop' | 'length' | 'tool_calls' {
  if (reason === 'length') return 'length';
  return calls.length > 0 ? 'tool_calls' : 'stop';
}

function usageOf(input: number, output: number): Completion['usage'] {
  return { input_tokens: input, output_tokens: output, cached_input_tokens: 0 };
}

/** Ollama's answer to `/api/chat` → a `chat.completion`. Ollama names no calls, OpenAI's clients must have ids. */
export function mapOllamaChatAnswer(answer: ChatResponse, { randomId, now }: AnswerStamp): Answer {
  const calls = (answer.message.tool_calls ?? []).map(({ function: called }: ToolCall) => ({
    id: `call_${randomId()}`,
    type: 'function',
    function: { name: called.name, arguments: JSON.stringify(called.arguments ?? {}) },
  }));
  // Ollama leaves out a count that is 0, as when the whole prompt was cached.
  const usage = usageOf(answer.prompt_eval_count ?? 0, answer.eval_count ?? 0);
  const text = answer.message.content ?? '';
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
            ...(calls.length === 0 ? {} : { tool_calls: calls }),
          },
          logprobs: mapOllamaLogprobs(answer.logprobs),
          finish_reason: mapFinishReason(answer.done_reason, calls),
        },
      ],
      usage: {
        prompt_tokens: usage.input_tokens,
        completion_tokens: usage.output_tokens,
        total_tokens: usage.input_tokens + usage.output_tokens,
      },
    },
    requestId: null,
    usage,
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
    usage: usageOf(tokens, 0),
    timeToFirstTokenMs: null,
  };
}
