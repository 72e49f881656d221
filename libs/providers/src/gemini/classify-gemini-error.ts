import { ApiError } from '@google/genai/web';
import type { Failure } from '#fallback';
import { ClassifiedError } from '../failures/classified-error.js';
import { errorText } from '../failures/error-text.js';
import { redact } from '../failures/redact.js';
import { SpentError } from '../failures/spent-error.js';
import { retryHint } from '../http/retry-hint.js';
import { isRecord } from '../is-record.js';
import { errorIn, GeminiResponseError } from './gemini-response-error.js';
import { mapGeminiErrorClass, type GeminiErrorEvidence } from './map-gemini-error-class.js';

type Fields = Readonly<Record<string, unknown>>;

const records = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isRecord) : []);

const texts = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === 'string');

const messageOf = ({ payload }: GeminiResponseError): string =>
  errorText(errorIn(payload) ?? payload) ?? 'no message';

function evidenceOf(refusal: GeminiResponseError): GeminiErrorEvidence {
  const error = errorIn(refusal.payload) ?? {};
  const details = records(error['details']);
  const quotas = details.flatMap(({ violations }) => records(violations));
  return {
    httpStatus: refusal.status,
    code: texts([error['status']])[0] ?? null,
    message: messageOf(refusal),
    reasons: texts(details.map(({ reason }) => reason)),
    quotas: quotas.map(({ quotaId, quotaValue }) => ({
      id: texts([quotaId])[0] ?? '',
      limit: texts([quotaValue])[0] ?? null,
    })),
  };
}

/** A RetryInfo's delay in the words that a retry hint is read from; else the error's own. */
function waitIn({ payload }: GeminiResponseError, message: string): string {
  const delays = texts(records(errorIn(payload)?.['details']).map(({ retryDelay }) => retryDelay));
  return delays[0] === undefined ? message : `retry in ${delays[0]}`;
}

function classifyRefusal(refusal: GeminiResponseError, apiKey: string | null, now: number): Failure {
  const { headers, name, status } = refusal;
  const evidence = evidenceOf(refusal);
  const { code, message } = evidence;
  const errorClass = mapGeminiErrorClass(evidence);
  const limited = errorClass === 'rate_limit';
  return {
    class: errorClass,
    type: name,
    status,
    code: code === null ? null : redact(code, apiKey),
    message: redact(message, apiKey),
    retryAfterMs: retryHint({ headers, message: waitIn(refusal, message), limited, now }),
  };
}

/** The failure that an error of a call to Gemini stands for. Throws on what is a defect. */
export function classifyGeminiError(error: unknown, apiKey: string | null, now: number): Failure {
  if (error instanceof SpentError) {
    return { ...classifyGeminiError(error.cause, apiKey, now), usage: error.usage };
  }
  if (error instanceof ClassifiedError) return error.toFailure(apiKey);
  if (error instanceof GeminiResponseError) return classifyRefusal(error, apiKey, now);
  if (error instanceof ApiError) return classifyRefusal(GeminiResponseError.amidst(error), apiKey, now);
  throw error;
}
