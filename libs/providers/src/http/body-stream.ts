import type { Dispatcher } from 'undici';
import { brokenOff } from './transport-error.js';

/**
 * A body piece by piece, as it comes: read no faster than it is taken.
 *
 * A reader that goes away early, as SDKs do at an end marker, leaves the rest to be passed over, so that the
 * connection can be used again; the call's signal ends it where nothing comes.
 */
export function bodyStream(
  body: Dispatcher.ResponseData['body'],
  status: number,
): ReadableStream<Uint8Array> {
  let left = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      body.on('data', (bytes: Uint8Array) => {
        if (left) return;
        controller.enqueue(bytes);
        if ((controller.desiredSize ?? 0) <= 0) body.pause();
      });
      body.on('end', () => {
        if (!left) controller.close();
      });
      body.on('error', (error: unknown) => {
        if (!left) controller.error(brokenOff(error, status));
      });
    },
    pull: () => void body.resume(),
    cancel() {
      left = true;
      body.resume();
    },
  });
}
