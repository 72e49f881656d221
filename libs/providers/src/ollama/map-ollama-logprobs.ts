import type { Logprob } from 'ollama/browser';

const utf8 = new TextEncoder();

const mapToken = ({ token, logprob }: Pick<Logprob, 'token' | 'logprob'>) => ({
  token,
  logprob,
  bytes: [...utf8.encode(token)],
});

/** Ollama's log probabilities → those of a `chat.completion`'s choice. */
export function mapOllamaLogprobs(logprobs: readonly Logprob[] | undefined) {
  if (logprobs === undefined) return null;
  return {
    content: logprobs.map((one) => ({
      ...mapToken(one),
      top_logprobs: (one.top_logprobs ?? []).map(mapToken),
    })),
    refusal: null,
  };
}
