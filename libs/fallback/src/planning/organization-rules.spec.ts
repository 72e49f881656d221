import { describe, expect, it } from '@jest/globals';
import { classesCaughtBy, Organization } from '#contracts';
import { chatRequest, compose, planOf, stepsOf } from './planning.fixture.js';

const organization = (settings: object): Organization =>
  Organization.parse({ org: 'eng', name: 'Engineering Dept', ...settings });

const file = `
models:
  best: { aliases: [top], at: { openai: gpt-4o, ollama: qwen } }
chains:
  own: { steps: [ollama/phi, openai/o3] }
`;

const asking = (model?: string) => chatRequest({ org: 'eng' }, model === undefined ? {} : { model });

describe('the rules of an organization', () => {
  it('A1 uses the default model at once when the model that was asked for is not allowed', () => {
    const eng = organization({ allowed_models: ['openai/gpt-4o'], default_model: 'openai/gpt-4o-mini' });
    expect(stepsOf(asking('openai/o3'), { file, organization: eng })).toEqual(['openai/gpt-4o-mini']);
    const composition = compose(asking('openai/o3'), { file, organization: eng });
    expect(composition).toMatchObject({
      warnings: [
        "model 'openai/o3' is not allowed for organization 'Engineering Dept': its default model 'openai/gpt-4o-mini' was used at once",
      ],
      plan: { primary: { provider: 'openai', model: 'o3' } },
    });
  });

  it('A1 takes an allowed model by any name that the config has for it, and only where it is allowed', () => {
    const eng = organization({ allowed_models: ['openai/gpt-4o'], default_model: 'ollama/llama3.2' });
    expect(stepsOf(asking('gpt-4o'), { file, organization: eng })[0]).toBe('openai/gpt-4o');
    expect(stepsOf(asking('top'), { file, organization: eng })).toEqual(['openai/gpt-4o', 'ollama/llama3.2']);
    const byName = organization({ allowed_models: ['best'], default_model: 'ollama/llama3.2' });
    expect(stepsOf(asking('top'), { file, organization: byName }).slice(0, 2)).toEqual([
      'openai/gpt-4o',
      'ollama/qwen',
    ]);
  });

  it('A1 allows nothing by name with an empty list, and everything without one', () => {
    const none = organization({ allowed_models: [], default_model: 'openai/gpt-4o-mini' });
    expect(stepsOf(asking('openai/o3'), { organization: none })).toEqual(['openai/gpt-4o-mini']);
    const all = organization({ default_model: 'openai/gpt-4o-mini' });
    expect(stepsOf(asking('openai/o3'), { organization: all })).toEqual(['openai/o3', 'openai/gpt-4o-mini']);
  });

  it("A1 holds the models of a request's own fallback against the list as well", () => {
    const eng = organization({
      allowed_models: ['openai/gpt-4o', 'ollama/qwen'],
      default_model: 'ollama/qwen',
    });
    const fallback = {
      providers: [
        { provider: 'openai', model_name: 'o3' },
        { provider: 'openai', model_name: 'gpt-4o' },
      ],
    };
    const request = chatRequest({ org: 'eng', routing: { fallback } }, { model: 'openai/o1' });
    expect(stepsOf(request, { organization: eng })).toEqual(['ollama/qwen', 'openai/gpt-4o']);
    expect(compose(request, { organization: eng })).toMatchObject({
      warnings: [
        expect.stringContaining("'openai/o1' is not allowed"),
        "'openai/o3' of routing.fallback is not allowed for organization 'Engineering Dept': it was passed over",
      ],
    });
  });

  it('A2 A3 has the default model behind the one that was asked for, after any failure, each tried once', () => {
    const eng = organization({ default_model: 'openai/gpt-4o-mini' });
    expect(planOf(asking('openai/gpt-4-turbo'), { organization: eng }).steps).toMatchObject([
      { model: 'gpt-4-turbo', role: 'requested', retries: 0 },
      { model: 'gpt-4o-mini', role: 'organization-default', retries: 0, catches: classesCaughtBy(['All']) },
    ]);
  });

  it('A4 lets only a missing model lead to the default model on the same Ollama, and any failure to another provider', () => {
    const catches = (model: string) =>
      planOf(asking('ollama/qwen'), { organization: organization({ default_model: model }) }).steps[1]!
        .catches;
    expect(catches('ollama/llama3.2')).toEqual(new Set(['model_not_found']));
    expect(catches('openai/gpt-4o-mini')).toEqual(classesCaughtBy(['All']));
  });

  it('A7 tries the default model once when it was the one that was asked for', () => {
    const eng = organization({ default_model: 'openai/gpt-4o-mini' });
    expect(planOf(asking('gpt-4o-mini'), { organization: eng }).steps).toMatchObject([
      { model: 'gpt-4o-mini', role: 'organization-default', retries: 0 },
    ]);
  });

  it("A2 goes on with the organization's chain, and without a model begins there", () => {
    const eng = organization({ default_model: 'openai/gpt-4o-mini', chain: 'own' });
    expect(stepsOf(asking('openai/gpt-4o'), { file, organization: eng })).toEqual([
      'openai/gpt-4o',
      'openai/gpt-4o-mini',
      'ollama/phi',
      'openai/o3',
    ]);
    expect(stepsOf(asking(), { file, organization: eng })).toEqual(['ollama/phi', 'openai/o3']);
  });

  it('A2 uses the default model alone without a model and a chain, and the default chain without either', () => {
    const withDefault = organization({ default_model: 'openai/gpt-4o' });
    expect(stepsOf(asking(), { organization: withDefault })).toEqual(['openai/gpt-4o']);
    expect(stepsOf(asking(), { organization: organization({}) })).toEqual([
      'ollama/llama3.2',
      'openai/gpt-4o-mini',
    ]);
    expect(stepsOf(asking('openai/o3'), { organization: organization({}) })).toEqual([
      'openai/o3',
      'ollama/llama3.2',
      'openai/gpt-4o-mini',
    ]);
  });

  it("says when the organization's chain is not in the config, and goes on without it", () => {
    const eng = organization({ chain: 'gone' });
    expect(stepsOf(asking(), { file, organization: eng })[0]).toBe('ollama/llama3.2');
    expect(compose(asking(), { file, organization: eng })).toMatchObject({
      warnings: ["the organization's chain 'gone' is not in the config: it was passed over"],
    });
  });

  it('A9 changes nothing for an organization that nobody has described', () => {
    expect(stepsOf(asking('openai/o3'))).toEqual(['openai/o3', 'ollama/llama3.2', 'openai/gpt-4o-mini']);
    expect(compose(asking())).toMatchObject({ warnings: [], plan: { organizationDefault: null } });
  });

  it("E4 calls with the organization's own key, also where the provider has none, and passes over a key that is not there", () => {
    const eng = organization({ keys: { openai: 'ENG_OPENAI_KEY' } });
    const env = { OLLAMA_URL: 'http://127.0.0.1:11434', OLLAMA_MODEL_NAME: 'llama3.2' };
    const request = asking('openai/gpt-4o');
    expect(planOf(request, { env, organization: eng }).steps).toMatchObject([
      { provider: 'openai', credential: 'ENG_OPENAI_KEY' },
      { provider: 'ollama', credential: null },
    ]);
    expect(stepsOf(request, { env, organization: eng, hasKey: () => false })).toEqual(['ollama/llama3.2']);
    expect(compose(request, { env, organization: eng, hasKey: () => false })).toMatchObject({
      warnings: ["'openai/gpt-4o' cannot be called (ENG_OPENAI_KEY is not set): it was passed over"],
    });
    expect(stepsOf(request, { env })).toEqual(['ollama/llama3.2']);
    expect(compose(request, { env })).toMatchObject({
      warnings: ["'openai/gpt-4o' cannot be called (OPENAI_API_KEY is not set): it was passed over"],
    });
    expect(
      compose(asking(), {
        env,
        file: 'chains: { own: { steps: [openai/o3, ollama/phi] } }\ndefault_chain: own',
      }),
    ).toMatchObject({ warnings: [] });
  });
});
