/** A way to answer a chat, in the bytes that its provider sends. */
export interface Wire {
  /** Is this path one of its own? */
  readonly serves: (path: string) => boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** The answer in one piece. */
  readonly whole: string;
  readonly streamType: string;
  /** What comes before a stream's first token, and after its last one. */
  readonly opening: string;
  readonly token: (text: string) => string;
  readonly closing: string;
}

/** Of ordinary length: some 50 tokens. */
export const answerText =
  'Your order left our warehouse this morning and will be with you tomorrow before noon. Its address can no longer be ' +
  'changed by us, but the carrier lets you choose another one, or a neighbour, on the page that your e-mail links to.';

export const dataEvent = (data: object | string): string =>
  `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
