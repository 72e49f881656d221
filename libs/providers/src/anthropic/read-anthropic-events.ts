import type Anthropic from '@anthropic-ai/sdk';
import { Stream } from '@anthropic-ai/sdk/streaming';
import { isRecord } from '../is-record.js';
import { bad } from './bad-anthropic-answer.js';

/** The events of a streamed answer, as the SDK takes them apart; `event: error` is thrown. */
export async function* readAnthropicEvents(response: Response, client: Anthropic): AsyncGenerator<unknown> {
  try {
    yield* Stream.fromSSEResponse<unknown>(response, new AbortController(), client);
  } catch (error) {
    // By name: `JSON.parse` may throw one of another realm.
    if (isRecord(error) && error['name'] === 'SyntaxError') {
      throw bad('an event of the stream is not valid JSON');
    }
    throw error;
  }
}
