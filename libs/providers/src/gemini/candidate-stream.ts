import type { Candidate } from '@google/genai/web';
import type { ChatChunk } from '#contracts';
import { mapGeminiCandidate } from './map-gemini-candidate.js';
import { mapGeminiFinishReason } from './map-gemini-finish-reason.js';
import { mapGeminiLogprobs } from './map-gemini-logprobs.js';
import { badAnswer, withheldAnswer } from './not-an-answer.js';
import { asExtraContent } from './thought-signature.js';

type Choice = ChatChunk['choices'][number];

/**
 * One candidate of a stream.
 *
 * silent → speaking (text, or calls, each of them whole) → ended. Its calls are numbered over all pieces. A finish reason
 * counts at the end only: it may come before the last piece, with every piece, or in one of its own behind the calls
 * that it does not speak of. The signature of a text is told there too, for it is one, whole and at whatever piece.
 */
export class CandidateStream {
  #begun = false;
  #spoke = false;
  #calls = 0;
  #signature: string | null = null;
  #reason: string | null = null;

  constructor(
    private readonly index: number,
    private readonly randomId: () => string,
  ) {}

  /** A piece of the candidate → one of the choice; null if it says nothing. */
  next(candidate: Candidate): Choice | null {
    const { finishReason, logprobsResult } = candidate;
    const { text, calls, signature } = mapGeminiCandidate(candidate, this.randomId);
    const delta = {
      ...(this.#begun ? {} : { role: 'assistant' }),
      ...(text === '' ? {} : { content: text }),
      ...(calls.length === 0 ? {} : { tool_calls: this.#number(calls) }),
    };
    this.#begun = true;
    this.#spoke ||= text !== '' || calls.length > 0;
    this.#signature = signature ?? this.#signature;
    if (typeof finishReason === 'string') this.#reason = finishReason;
    if (Object.keys(delta).length === 0) return null;
    return { index: this.index, delta, logprobs: mapGeminiLogprobs(logprobsResult), finish_reason: null };
  }

  /** The choice's last piece. Throws what makes the answer none: Gemini has no end marker but each candidate's own. */
  end(): Choice {
    if (this.#reason === null) throw badAnswer('the stream ended before the answer did');
    const finish = mapGeminiFinishReason(this.#reason, this.#calls > 0);
    if (this.index === 0 && finish === 'content_filter') throw withheldAnswer(`finishReason ${this.#reason}`);
    if (finish === 'stop' && !this.#spoke) throw badAnswer('the model said nothing');
    return {
      index: this.index,
      delta: asExtraContent(this.#signature),
      logprobs: null,
      finish_reason: finish,
    };
  }

  #number(calls: readonly Record<string, unknown>[]): Record<string, unknown>[] {
    const first = this.#calls;
    this.#calls += calls.length;
    return calls.map((call, nth) => ({ index: first + nth, ...call }));
  }
}
