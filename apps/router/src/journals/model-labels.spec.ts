import { describe, expect, it } from '@jest/globals';
import { loadRoutingConfig } from '#fallback';
import { ModelLabels } from './model-labels.js';

const config = loadRoutingConfig(
  { OPENAI_API_KEY: 'k', OPENAI_MODEL_NAME: 'gpt-4o' },
  'chains: { own: { steps: [openai/o3, openrouter/qwen] } }',
);

describe('ModelLabels', () => {
  it('names the models of the config and the first hundred that callers made up, and all others as one', () => {
    const labels = new ModelLabels();
    const label = (model: string) => labels.labelOf({ provider: 'openai', model }, config);
    for (let made = 0; made < 100; made += 1) expect(label(`made-up-${made}`)).toBe(`made-up-${made}`);
    expect(label('made-up-100')).toBe('other');
    expect(label('made-up-7')).toBe('made-up-7');
    expect([label('gpt-4o'), label('o3')]).toEqual(['gpt-4o', 'o3']);
    expect(labels.labelOf({ provider: 'openrouter', model: 'qwen' }, config)).toBe('qwen');
  });

  it('knows the models of a config that came later', () => {
    const labels = new ModelLabels();
    for (let made = 0; made < 101; made += 1)
      labels.labelOf({ provider: 'openai', model: `m${made}` }, config);
    const later = loadRoutingConfig({ OPENAI_API_KEY: 'k', OPENAI_MODEL_NAME: 'gpt-5' });
    expect(labels.labelOf({ provider: 'openai', model: 'gpt-5' }, later)).toBe('gpt-5');
  });
});
