import { describe, expect, it } from '@jest/globals';
import { Organization } from '#contracts';
import { loadRoutingConfig } from '../config/load-routing-config.js';
import { allowedModels } from './allowed-models.js';
import { environment } from './planning.fixture.js';

const file = 'models: { best: { at: { openai: gpt-4o, ollama: qwen } } }';
const configOf = (text = file) => loadRoutingConfig(environment, text);
const organization = (allowed_models: string[] | null) =>
  Organization.parse({ org: 'eng', name: 'Engineering Dept', allowed_models });

describe('allowedModels', () => {
  it('A1 are what the names of the list stand for; all without a list', () => {
    expect(allowedModels(organization(['best', 'openai/o3']), configOf())).toEqual(
      new Set(['openai/gpt-4o', 'ollama/qwen', 'openai/o3']),
    );
    expect(allowedModels(organization([]), configOf())).toEqual(new Set());
    expect(allowedModels(organization(null), configOf())).toBeNull();
  });

  it('A1 are looked up once, until the organization or the config is another', () => {
    const [eng, config] = [organization(['best']), configOf()];
    const names = allowedModels(eng, config);
    expect(allowedModels(eng, config)).toBe(names);
    expect(allowedModels(organization(['openai/o3']), config)).toEqual(new Set(['openai/o3']));
    expect(allowedModels(eng, configOf(file.replace('qwen', 'phi')))).toEqual(
      new Set(['openai/gpt-4o', 'ollama/phi']),
    );
    expect(allowedModels(eng, config)).toBe(names);
  });
});
