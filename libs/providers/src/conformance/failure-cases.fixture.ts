import type { Failure } from '#fallback';
import type { ConformanceCase } from './conformance-case.fixture.js';
import {
  anthropicError,
  byFormat,
  cutStream,
  geminiError,
  ollamaError,
  openaiError,
  openrouterError,
  type Replies,
} from './replies.fixture.js';
import { conformanceCase } from './say.fixture.js';

const failing = (
  name: string,
  failure: Partial<Failure>,
  replies: Replies,
  rest: Partial<ConformanceCase> = {},
): ConformanceCase =>
  conformanceCase(name, { reaction: { does: 'send', replies }, becomes: { failure }, ...rest });

const invalid = 'invalid_request_error';
const wait = { 'retry-after': '20' };
const perMinute = {
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier', quotaValue: '10' }],
};
const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '20s' };
const perDay = {
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier', quotaValue: '50' }],
};
const invalidKey = {
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason: 'API_KEY_INVALID',
  domain: 'googleapis.com',
};

const refusals: readonly ConformanceCase[] = [
  failing(
    'a wrong key',
    { class: 'auth' },
    {
      openai: openaiError(401, {
        message: 'Incorrect API key provided',
        type: invalid,
        code: 'invalid_api_key',
      }),
      azure: openaiError(401, { code: '401', message: 'Access denied due to invalid subscription key.' }),
      openrouter: openrouterError(401, 'No auth credentials found'),
      together: openaiError(401, {
        message: 'Invalid API key provided',
        type: invalid,
        code: 'invalid_api_key',
      }),
      anthropic: anthropicError(401, 'authentication_error', 'invalid x-api-key'),
      gemini: geminiError(400, 'INVALID_ARGUMENT', 'API key not valid.', [invalidKey]),
      ollama: ollamaError(401, 'unauthorized'),
    },
  ),
  failing(
    'an unknown model',
    { class: 'model_not_found', status: 404 },
    {
      openai: openaiError(404, {
        message: 'The model `x` does not exist',
        type: invalid,
        code: 'model_not_found',
      }),
      azure: openaiError(404, { code: 'DeploymentNotFound', message: 'The API deployment does not exist.' }),
      openrouter: openrouterError(404, 'No endpoints found for acme/none.'),
      together: openaiError(404, {
        message: 'Unable to access model x',
        type: invalid,
        code: 'model_not_available',
      }),
      anthropic: anthropicError(404, 'not_found_error', 'model: claude-sonnet-9'),
      gemini: geminiError(404, 'NOT_FOUND', 'models/gemini-9 is not found for API version v1beta'),
      ollama: ollamaError(404, "model 'x' not found"),
    },
  ),
  failing(
    'a prompt too long',
    { class: 'context_length' },
    {
      openai: openaiError(400, {
        message: "This model's maximum context length is 128000 tokens.",
        type: invalid,
        code: 'context_length_exceeded',
      }),
      azure: openaiError(400, { message: 'Too long', type: invalid, code: 'context_length_exceeded' }),
      openrouter: openrouterError(400, "This endpoint's maximum context length is 128000 tokens."),
      together: openaiError(403, {
        message: 'tokens + max_new_tokens must be <= 8193',
        type: invalid,
        code: null,
      }),
      anthropic: anthropicError(400, invalid, 'prompt is too long: 208310 tokens > 200000 maximum'),
      gemini: geminiError(
        400,
        'INVALID_ARGUMENT',
        'The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).',
      ),
      ollama: ollamaError(400, 'the input length exceeds the context length'),
    },
  ),
  failing(
    'a prompt withheld',
    { class: 'content_filter' },
    {
      openai: openaiError(400, { message: 'Rejected', type: invalid, code: 'content_policy_violation' }),
      azure: openaiError(400, {
        message: 'The response was filtered',
        code: 'content_filter',
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      }),
      openrouter: openrouterError(
        403,
        'openai/gpt-4o requires moderation on OpenAI. Your input was flagged.',
      ),
      together: null,
      anthropic: anthropicError(400, invalid, 'Output blocked by content filtering policy'),
      gemini: { ...geminiError(200, '', ''), body: '{"promptFeedback":{"blockReason":"SAFETY"}}' },
      ollama: null,
    },
    {
      cannot: {
        together: { reason: 'filters by models of their own, which answer' },
        ollama: { reason: 'no content filter' },
      },
    },
  ),
];

const shortages: readonly ConformanceCase[] = [
  failing(
    'too many requests, and how long to wait',
    { class: 'rate_limit', status: 429, retryAfterMs: 20_000 },
    {
      openai: openaiError(429, { message: 'Rate limit reached', code: 'rate_limit_exceeded' }, wait),
      azure: openaiError(429, { code: '429', message: 'Too many requests. Please retry after 20 seconds.' }),
      openrouter: openrouterError(429, 'Rate limit exceeded', wait),
      together: openaiError(429, { message: 'Too fast', type: 'rate_limit', code: 'rate_limit' }, wait),
      anthropic: anthropicError(429, 'rate_limit_error', 'Too fast', wait),
      gemini: geminiError(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota', [
        perMinute,
        retryInfo,
      ]),
      ollama: ollamaError(429, 'too many requests', wait),
    },
  ),
  failing(
    'no money left',
    { class: 'quota' },
    {
      openai: openaiError(429, {
        message: 'No more',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      }),
      azure: openaiError(429, { message: 'No more', type: 'insufficient_quota', code: 'insufficient_quota' }),
      openrouter: openrouterError(402, 'This request requires more credits, or fewer max_tokens.'),
      together: openaiError(402, { message: 'Credit limit exceeded', type: 'credit_limit', code: null }),
      anthropic: anthropicError(400, invalid, 'Your credit balance is too low to access the Anthropic API.'),
      gemini: geminiError(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota', [perDay]),
      ollama: ollamaError(402, 'upgrade for more'),
    },
  ),
  failing(
    'overloaded',
    { class: 'unavailable' },
    {
      openai: openaiError(503, { message: 'Overloaded', type: 'server_error', code: null }),
      azure: openaiError(503, { code: 'ServiceUnavailable', message: 'Temporarily unable' }),
      openrouter: openrouterError(503, 'No provider is available'),
      together: openaiError(503, { message: 'Overloaded', type: 'service_unavailable', code: null }),
      anthropic: anthropicError(529, 'overloaded_error', 'Overloaded'),
      gemini: geminiError(503, 'UNAVAILABLE', 'The model is overloaded.'),
      ollama: ollamaError(503, 'server busy, please try again.'),
    },
  ),
];

const html = { 'content-type': 'text/html' };

const broken: readonly ConformanceCase[] = [
  failing(
    'a page of HTML for an answer',
    { class: 'bad_response' },
    byFormat(() => ({ status: 200, headers: html, body: '<html><title>Welcome</title></html>' })),
  ),
  failing('a stream without its end', { class: 'bad_response' }, cutStream(), { streamed: true }),
];

/** What fails, and the one name that everyone's words for it get. */
export const failureCases = [...refusals, ...shortages, ...broken];
