import { ApiError, type GenerateContentResponse } from '@google/genai/web';
import type { ChatChunk } from '#contracts';
import { ClassifiedError } from '../failures/classified-error.js';
import { SpentError } from '../failures/spent-error.js';
import { CandidateStream } from './candidate-stream.js';
import { candidatesOf, checkPrompt, type AnswerStamp } from './map-gemini-answer.js';
import { geminiUsage, mapGeminiUsage } from './map-gemini-usage.js';
import { badAnswer } from './not-an-answer.js';

/** What the SDK cannot read it throws as a plain error, with the bytes in its words. */
async function* readable(
  events: AsyncIterable<GenerateContentResponse>,
): AsyncGenerator<GenerateContentResponse> {
  try {
    yield* events;
  } catch (error) {
    if (error instanceof ClassifiedError || error instanceof ApiError) throw error;
    throw badAnswer('the stream broke off within an event, or has one that is not JSON', error);
  }
}

/** The candidates of one stream, by their index. */
class Candidates {
  readonly #streams = new Map<number, CandidateStream>();

  constructor(private readonly randomId: () => string) {}

  next(event: GenerateContentResponse): ChatChunk['choices'] {
    const choices = candidatesOf(event).map((candidate, place) => {
      const index = candidate.index ?? place;
      const stream = this.#streams.get(index) ?? new CandidateStream(index, this.randomId);
      this.#streams.set(index, stream);
      return stream.next(candidate);
    });
    return choices.filter((choice) => choice !== null);
  }

  /** All are there and whole, or it throws. */
  end(asked: number): ChatChunk['choices'] {
    if (this.#streams.size < asked) throw badAnswer('the stream ended before the answer did');
    return [...this.#streams.values()].map((stream) => stream.end());
  }
}

/**
 * The events of `streamGenerateContent` → chunks, and the usage in one more behind them. Ends only when every candidate
 * that was asked for has said that it is finished; else throws what makes the answer none.
 */
export async function* readGeminiStream(
  events: AsyncIterable<GenerateContentResponse>,
  asked: number,
  { model, randomId, now }: AnswerStamp,
): AsyncGenerator<ChatChunk> {
  const candidates = new Candidates(randomId);
  const created = Math.floor(now / 1_000);
  const stamp = { id: `chatcmpl-${randomId()}`, model };
  let counted: GenerateContentResponse['usageMetadata'];
  const chunk = (choices: ChatChunk['choices']): ChatChunk => ({
    ...stamp,
    object: 'chat.completion.chunk',
    created,
    choices,
  });
  try {
    for await (const event of readable(events)) {
      counted = event.usageMetadata ?? counted;
      stamp.id = event.responseId ?? stamp.id;
      stamp.model = event.modelVersion ?? stamp.model;
      checkPrompt(event);
      const choices = candidates.next(event);
      if (choices.length > 0) yield chunk(choices);
    }
    yield chunk(candidates.end(asked));
  } catch (error) {
    throw counted === undefined ? error : new SpentError(error, geminiUsage(counted));
  }
  if (counted !== undefined) yield { ...chunk([]), usage: mapGeminiUsage(counted) };
}
