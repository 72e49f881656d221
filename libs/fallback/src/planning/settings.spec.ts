import { describe, expect, it } from '@jest/globals';
import { chatRequest, compose, planOf } from './planning.fixture.js';

const file = `
presets:
  strict:
    temperature: 0.1
    max_tokens: 50
    timeout_seconds: 3
    response_format: { type: json_object }
    system_prompt: Answer in {language} as JSON.
    params: { language: English }
chains:
  own:
    steps: [openai/a, { provider: openai, model: b, temperature: 0.7, max_tokens: 9 }]
    single_endpoint: true
`;

const settings = (routing: object, body: object = {}) =>
  planOf(chatRequest({ routing: { chain: 'own', ...routing } }, body), { file }).steps.map(
    (step) => step.settings,
  );

describe('settings', () => {
  it('B9 leaves what the request says alone where nothing else is said', () => {
    expect(settings({}, { temperature: 0.3 })).toEqual([{}, { temperature: 0.7, maxTokens: 9 }]);
  });

  it('B10 D2 lets a step win over the request, and the request over its preset', () => {
    expect(settings({ preset: 'strict' })).toEqual([
      { temperature: 0.1, maxTokens: 50 },
      { temperature: 0.7, maxTokens: 9 },
    ]);
    expect(settings({ preset: 'strict' }, { temperature: 0.3 })[0]).toEqual({ maxTokens: 50 });
    expect(settings({ preset: 'strict' }, { max_completion_tokens: 5 })[0]).toEqual({ temperature: 0.1 });
  });

  it("B10 puts the preset's prompt before the messages, with the request's own parameters in it", () => {
    const messagesOf = (routing: object) => {
      const composition = compose(chatRequest({ routing: { preset: 'strict', ...routing } }), { file });
      return composition.ok ? (composition.request.body as { messages: unknown }).messages : null;
    };
    expect(messagesOf({})).toEqual([
      { role: 'system', content: 'Answer in English as JSON.' },
      { role: 'user', content: 'hi' },
    ]);
    expect(messagesOf({ preset_params: { language: 'German' } })).toEqual([
      { role: 'system', content: 'Answer in German as JSON.' },
      { role: 'user', content: 'hi' },
    ]);
  });

  it("B10 asks for the preset's format unless the request asks for another", () => {
    const formatOf = (body: object) => {
      const composition = compose(chatRequest({ routing: { preset: 'strict' } }, body), { file });
      return composition.ok ? composition.request.body['response_format'] : null;
    };
    expect(formatOf({})).toEqual({ type: 'json_object' });
    expect(formatOf({ response_format: { type: 'text' } })).toEqual({ type: 'text' });
  });

  it("B9 B10 takes the time-out of the request before the preset's", () => {
    const patience = (routing: object) => planOf(chatRequest({ routing }), { file }).patienceMs;
    expect(patience({ preset: 'strict' })).toBe(3_000);
    expect(patience({ preset: 'strict', timeout_ms: 900 })).toBe(900);
  });

  it('B10 has moderation and a name generator without any config', () => {
    const moderation = compose(chatRequest({ routing: { preset: 'moderation' } }));
    expect(moderation).toMatchObject({
      plan: { steps: [{ settings: { temperature: 0 } }, {}] },
      request: { body: { response_format: { type: 'json_object' } } },
    });
    const names = compose(
      chatRequest({
        routing: { preset: 'name_generator', preset_params: { language: 'Welsh', max_length: 12 } },
      }),
    );
    const [system] = names.ok
      ? (names.request.body as unknown as { messages: { content: string }[] }).messages
      : [];
    expect(system!.content).toContain('Welsh');
    expect(system!.content).toContain('12');
  });

  it('says what a preset cannot do for a request, and refuses one that is not there', () => {
    expect(
      compose(chatRequest({ routing: { preset: 'strict', preset_params: { tone: 'x' } } }), { file }),
    ).toMatchObject({
      warnings: ["preset 'strict' has no parameter 'tone': it was left out"],
    });
    expect(compose(chatRequest({ routing: { preset: 'nope' } }), { file })).toMatchObject({
      ok: false,
      code: 'invalid_request',
      problem: "no preset is called 'nope'; known are moderation, name_generator, strict",
    });
  });

  it('C3 C8 takes the retries of the request before all others', () => {
    expect(planOf(chatRequest({ routing: { max_retries: 4 } })).steps.map(({ retries }) => retries)).toEqual([
      4, 4,
    ]);
  });

  it('G9 hedges only for a request that asks, as many at once as the config allows', () => {
    expect(planOf(chatRequest()).hedge).toBeNull();
    expect(planOf(chatRequest({ routing: { hedge_after_ms: 0 } })).hedge).toEqual({
      afterMs: 0,
      parallel: 2,
    });
  });
});
