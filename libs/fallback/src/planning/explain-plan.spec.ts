import { describe, expect, it } from '@jest/globals';
import { Organization, type LlmRequest } from '#contracts';
import { explainPlan } from './explain-plan.js';
import { chatRequest, compose, pricesOf, type Circumstances } from './planning.fixture.js';

const file = `
chains:
  support:
    steps:
      - openai/gpt-4o
      - { provider: ollama, model: qwen, catch_errors: [RateLimit], retries: 1 }
      - gemini/gemini-1.5-pro
      - openai/gpt-4o-mini
`;

const explain = (request: LlmRequest, circumstances: Circumstances = {}): string[] =>
  explainPlan(compose(request, { file, ...circumstances }).explanation!).split('\n');

describe('explainPlan', () => {
  it('says of each step why it is there, when it is entered and what it would cost', () => {
    const routing = { chain: 'support', budget_usd: 0.000001, hedge_after_ms: 800, timeout_ms: 9_000 };
    const prices = pricesOf({ 'openai/gpt-4o': 5, 'openai/gpt-4o-mini': 0 });
    expect(explain(chatRequest({ routing }, { max_tokens: 1_000 }), { prices })).toEqual([
      "Plan for request 'r1' of organization 'default': chain 'support' (routing.chain names it)",
      expect.stringMatching(
        /^ {2}1\. openai\/gpt-4o: in chain 'support'; too dear: about \$0\.01\d\d, and \$0\.0000010 is left of the budget of the request$/,
      ),
      "  2. ollama/qwen: in chain 'support'; entered after rate_limit; tried up to 2 times; its price is not known, so no budget counts it",
      "  3. openai/gpt-4o-mini: in chain 'support'; entered after any failure but a refusal; tried up to 3 times; about $0",
      'Passed over:',
      "  - gemini/gemini-1.5-pro: in chain 'support'; GEMINI_API_KEY is not set",
      'A further step is tried whenever 800 ms pass without an answer, up to 2 at once.',
      'One try may take 9000 ms.',
      '$0.0000010 is left of the budget of the request.',
    ]);
  });

  it('says what health and an organization changed', () => {
    const organization = Organization.parse({
      org: 'eng',
      name: 'Engineering',
      allowed_models: ['ollama/qwen'],
      default_model: 'ollama/qwen',
      chain: 'support',
    });
    const resting = { 'ollama/qwen': [60_000, 'timeout'] } as const;
    const text = explain(chatRequest({ org: 'eng' }, { model: 'openai/o3' }), {
      organization,
      health: { resting },
    });
    expect(text[0]).toContain(
      "(the model that the request names, then the organization's default model, then the organization's chain)",
    );
    expect(text[1]).toContain("openai/gpt-4o: in the organization's chain");
    expect(text.find((line) => /\d\. ollama\/qwen/.test(line))).toContain(
      "the organization's default model; moved to the back: rests until 1970-01-01T00:01:00.000Z after timeout",
    );
    expect(text).toContain(
      '  - openai/o3: the request names it; not among the allowed models of the organization',
    );
    expect(text.at(-1)).toBe(
      "Note: model 'openai/o3' is not allowed for organization 'Engineering': its default model 'ollama/qwen' was used at once",
    );
  });

  it('says why nothing can be tried', () => {
    expect(explain(chatRequest({}, { model: 'openai/gpt-4o' }), { env: {} }).slice(1)).toEqual([
      'No step of it can be tried.',
      'Passed over:',
      '  - openai/gpt-4o: the request names it; OPENAI_API_KEY is not set',
    ]);
  });

  it('never shows a prompt', () => {
    const request = chatRequest(
      { routing: { chain: 'support', explain: true } },
      {
        messages: [{ role: 'user', content: 'a secret that nobody may read' }],
      },
    );
    expect(explain(request).join('\n')).not.toContain('secret');
  });
});
