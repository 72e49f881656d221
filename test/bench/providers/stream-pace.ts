/** How many streams there are at once, and how each of them goes; in ms. */
export const pace = {
  streams: 200,
  tokens: 12,
  gap: 50,
  /** From a stream's headers to its first token: enough for all of them to be open. */
  settling: 200,
} as const;
