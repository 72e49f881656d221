import type { ChatChunk } from '#contracts';
import { SpentError } from '../failures/spent-error.js';
import { bad } from './bad-anthropic-answer.js';
import { ChunkWriter, type ChunkStamp } from './chunk-writer.js';
import { mapAnthropicUsage } from './map-anthropic-usage.js';

/** The events of a streamed answer → its chunks. Throws, with what was spent, if it breaks off. */
export async function* mapAnthropicEvents(
  events: AsyncIterable<unknown>,
  stamp: ChunkStamp,
): AsyncGenerator<ChatChunk> {
  const writer = new ChunkWriter(stamp);
  try {
    for await (const event of events) {
      yield* writer.write(event);
      if (writer.ended) return;
    }
    throw bad('the answer broke off: the stream has no end marker');
  } catch (error) {
    throw writer.usage === null ? error : new SpentError(error, mapAnthropicUsage(writer.usage));
  }
}
