import { describe, expect, it } from '@jest/globals';
import { loadRoutingConfig } from './load-routing-config.js';
import { standInEnvironment } from './stand-in-environment.js';

const file = `
providers:
  own: { kind: openai, base_url: 'http://own', api_key_env: OWN_TOKEN, model: m }
chains:
  all: { steps: [openai/gpt-4o, azure/gpt-4o, ollama/llama3, own/m] }
`;

const without = (...names: readonly string[]) => new Map(names.map((name): [string, null] => [name, null]));

describe('an environment that stands in for a router’s', () => {
  it('G8 has what these providers cannot be called without, and nothing for the others', () => {
    const providers = new Map([...without('openai', 'azure'), ['ollama', 'llama3'], ['own', 'other']]);
    const config = loadRoutingConfig(standInEnvironment({}, file, providers), file);
    expect([...config.providers.keys()].sort()).toEqual([...providers.keys()].sort());
    expect(config.providers.get('own')).toMatchObject({ baseUrl: 'http://own', model: 'm' });
    expect(config.defaultChain.steps.map(({ model }) => model)).toEqual(['llama3', 'm']);
    expect(config.unusable.has('gemini')).toBe(true);
  });

  it('changes nothing that is there', () => {
    const env = { OPENAI_API_KEY: 'mine', OPENAI_MODEL_NAME: 'm', OLLAMA_URL: 'http://mine', OWN_TOKEN: ' ' };
    expect(
      standInEnvironment(env, file, new Map([['openai', 'o3'], ...without('ollama', 'own')])),
    ).toMatchObject({
      OPENAI_API_KEY: 'mine',
      OPENAI_MODEL_NAME: 'm',
      OLLAMA_URL: 'http://mine',
      OWN_TOKEN: 'stand-in',
    });
    expect(standInEnvironment(env, file, new Map())).toEqual(env);
    expect(standInEnvironment({}, ': no yaml', without('openai'))).toEqual({ OPENAI_API_KEY: 'stand-in' });
  });
});
