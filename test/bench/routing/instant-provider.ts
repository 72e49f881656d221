import type { CallResult, ProviderPort } from '#fallback';

const answer: CallResult = {
  ok: true,
  completion: {
    body: { object: 'chat.completion' },
    requestId: null,
    usage: { input_tokens: 500, output_tokens: 50, cached_input_tokens: 0 },
    timeToFirstTokenMs: null,
    warnings: [],
  },
};

const refusal: CallResult = {
  ok: false,
  failure: {
    class: 'unavailable',
    type: 'InternalServerError',
    status: 503,
    code: null,
    message: 'The engine is currently overloaded, please try again later',
    retryAfterMs: null,
  },
};

/** In memory, and at once: all models answer but those that are named. */
export const instantProvider = (refusing: ReadonlySet<string> = new Set()): ProviderPort => ({
  call: ({ model }) => Promise.resolve(refusing.has(model) ? refusal : answer),
});
