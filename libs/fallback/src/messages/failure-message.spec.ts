import { describe, expect, it } from '@jest/globals';
import type { ErrorClass } from '#contracts';
import type { EndedAttempt } from '../walking/attempt-event.js';
import { failureMessage } from './failure-message.js';
import type { Step, StepRole } from '../plan.js';

let step = 0;
const failed = (
  role: StepRole,
  [provider, model]: readonly [string, string],
  [type, message]: readonly [string, string],
  errorClass: ErrorClass = 'unknown',
): EndedAttempt => ({
  step: (step += 1),
  steps: 2,
  attempt: 1,
  of: { provider, model, role } as Step,
  startedAt: 0,
  timeoutMs: 1,
  hedged: false,
  durationMs: 1,
  usage: { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 },
  costUsd: 0,
  priceVersion: null,
  outcome: 'failed',
  failure: { class: errorClass, type, status: null, code: null, message, retryAfterMs: null },
});

const telling = { org: 'Engineering Dept', organizationDefault: 'gpt-4o-mini', details: [] };

const names = [
  ['openai', 'OpenAI'],
  ['azure', 'Azure OpenAI'],
  ['ollama', 'Ollama'],
  ['anthropic', 'Anthropic'],
  ['gemini', 'Gemini'],
  ['openrouter', 'OpenRouter'],
  ['together', 'Together'],
  ['vllm', 'vllm'],
] as const;

describe('failureMessage', () => {
  it.each(names)(
    'A6 tells admins that the requested model and the default failed at %s',
    (provider, name) => {
      const attempts = [
        failed('requested', [provider, 'gpt-4-turbo'], ['APIError', 'Model not found']),
        failed(
          'organization-default',
          [provider, 'gpt-4o-mini'],
          ['AuthenticationError', "API key doesn't have access"],
        ),
      ];
      expect(failureMessage('all_providers_failed', attempts, telling)).toBe(
        `${name} API failure for organization 'Engineering Dept':
• Requested model 'gpt-4-turbo' failed: [APIError] Model not found
• Fallback to default model 'gpt-4o-mini' also failed: [AuthenticationError] API key doesn't have access
Please contact your organization administrator to verify:
• The API key has access to the configured models
• The models are correctly configured in the organization settings
• The API key has sufficient permissions and quota`,
      );
      expect(failureMessage('all_providers_failed', attempts.toReversed(), telling)).toBe(
        failureMessage('all_providers_failed', attempts, telling),
      );
    },
  );

  it.each(names)('A7 tells admins that the default model itself failed at %s', (provider, name) => {
    const attempts = [
      failed('organization-default', [provider, 'gpt-4o-mini'], ['RateLimitError', 'Rate limit reached']),
    ];
    expect(failureMessage('all_providers_failed', attempts, telling)).toBe(
      `${name} API failure for organization 'Engineering Dept':
• Model 'gpt-4o-mini' failed: [RateLimitError] Rate limit reached
• Already using organization default model
Please contact your organization administrator to verify:
• The API key is valid and has access to model 'gpt-4o-mini'
• Model 'gpt-4o-mini' exists and is available
• The API key has sufficient permissions and quota`,
    );
  });

  it("A6 names every provider and what the organization's chain had besides", () => {
    const attempts = [
      failed('requested', ['openai', 'gpt-4o'], ['APIError', 'a']),
      failed('organization-default', ['openai', 'gpt-4o-mini'], ['APIError', 'b']),
      failed('chain', ['together', 'qwen'], ['APIError', 'c']),
    ];
    const text = failureMessage('all_providers_failed', attempts, telling);
    expect(text).toMatch(/^OpenAI and Together API failure for organization/);
    expect(text).toContain("• Fallback to 'qwen' at Together also failed: [APIError] c");
  });

  it('A7 names the other provider of a default model that has two', () => {
    const attempts = [
      failed('organization-default', ['openai', 'gpt-4o-mini'], ['APIError', 'a']),
      failed('organization-default', ['openrouter', 'openai/gpt-4o-mini'], ['APIError', 'b']),
    ];
    expect(failureMessage('all_providers_failed', attempts, telling).split('\n').slice(0, 4)).toEqual([
      "OpenAI and OpenRouter API failure for organization 'Engineering Dept':",
      "• Model 'gpt-4o-mini' failed: [APIError] a",
      "• Default model 'openai/gpt-4o-mini' at OpenRouter also failed: [APIError] b",
      '• Already using organization default model',
    ]);
  });

  it('D6 names each failure of a plan that no organization made, with what no attempt says before them', () => {
    const attempts = [
      failed('chain', ['openai', 'gpt-4o'], ['RateLimitError', 'slow down']),
      failed('chain', ['ollama', 'llama3.2'], ['ConnectionError', 'refused']),
    ].map((attempt, index) => ({ ...attempt, step: index + 1 }));
    const text = failureMessage('budget_exceeded', attempts, {
      org: 'default',
      organizationDefault: null,
      details: ['$0.01 is left'],
    });
    expect(text.split('\n')).toEqual([
      "The budget of organization 'default's request does not allow what is left to try:",
      '• $0.01 is left',
      "• Model 'gpt-4o' at OpenAI failed: [RateLimitError] slow down",
      "• Fallback to 'llama3.2' at Ollama also failed: [ConnectionError] refused",
    ]);
  });
});
