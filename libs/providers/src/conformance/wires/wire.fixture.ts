import type { Said } from '../conformance-case.fixture.js';

/** One answer in the bytes of a provider, whole and as a stream: our fakes, beside which aimock is somebody else's idea. */
export interface Wire {
  readonly whole: (said: Said) => object;
  readonly streamType: string;
  readonly stream: (said: Said) => string;
  readonly embeddings: (vectors: readonly (readonly number[])[]) => object;
}

/** Text in pieces that no word boundary tells of. */
export const pieces = (text: string): string[] => text.match(/.{1,7}/gsu) ?? [];
