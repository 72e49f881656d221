import type { LogprobsResult, LogprobsResultCandidate } from '@google/genai/web';
import { isRecord } from '../is-record.js';

const utf8 = new TextEncoder();

const mapToken = ({ token = '', logProbability = 0 }: LogprobsResultCandidate) => ({
  token,
  logprob: logProbability,
  bytes: [...utf8.encode(token)],
});

/** Gemini's log probabilities → those of a `chat.completion`'s choice. */
export function mapGeminiLogprobs(result: LogprobsResult | undefined) {
  const { chosenCandidates, topCandidates } = result ?? {};
  if (!Array.isArray(chosenCandidates)) return null;
  return {
    content: chosenCandidates.filter(isRecord).map((chosen, index) => ({
      ...mapToken(chosen),
      top_logprobs: (topCandidates?.[index]?.candidates ?? []).map(mapToken),
    })),
    refusal: null,
  };
}
