import type { LlmFailure } from '#contracts';

const longestMessage = 2_000;

/** What of a failure can always be sent, whatever its request and its attempts brought with them. */
export const shortenedFailure = ({ error, routing, ...failure }: LlmFailure): LlmFailure => ({
  ...failure,
  error: {
    ...error,
    message: error.message.slice(0, longestMessage),
    last_error: null,
    errors: [],
  },
  routing: {
    ...routing,
    attempts: [],
    warnings: ['too large to be sent whole: metadata, attempts and errors were left out'],
    explain: undefined,
  },
  metadata: {},
});
