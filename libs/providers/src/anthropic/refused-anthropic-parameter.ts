import { APIError } from '@anthropic-ai/sdk';
import type { RefusedParameter } from '../parameters/parameter-memory.js';

const together = /`temperature` and `top_p` cannot both/i;
const sampling = /^[`'"]?(temperature|top_p|top_k)[`'"]?(?::| is | may | cannot )/i;
const thinking =
  /not support (?:the )?(?:effort|thinking)|(?:thinking|effort)\b.{0,60}\bnot (?:supported|permitted|enabled)/i;

/** The parameter that an error of Anthropic refuses, if it is about one that the model does not take. */
export function refusedAnthropicParameter(error: unknown): RefusedParameter | null {
  if (!(error instanceof APIError) || error.status !== 400) return null;
  const message = (error as APIError).apiMessage ?? '';
  if (together.test(message)) return { parameter: 'top_p', everyValue: true };
  const sampled = sampling.exec(message)?.[1];
  if (sampled !== undefined) return { parameter: sampled, everyValue: true };
  return thinking.test(message) ? { parameter: 'reasoning_effort', everyValue: false } : null;
}
