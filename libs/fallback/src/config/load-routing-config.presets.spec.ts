import { describe, expect, it } from '@jest/globals';
import { loadRoutingConfig } from './load-routing-config.js';

describe('loadRoutingConfig, of presets', () => {
  it('B10 has those for moderation and for names without a config', () => {
    const { presets } = loadRoutingConfig({});
    expect(presets.get('moderation')).toMatchObject({
      temperature: 0,
      responseFormat: { type: 'json_object' },
      // OpenAI refuses JSON mode when no message contains the word.
      systemPrompt: expect.stringContaining('JSON'),
      params: {},
    });
    expect(presets.get('name_generator')).toMatchObject({
      systemPrompt: expect.stringMatching(/\{language\}[^]*\{max_length\}/),
      params: { language: 'english', max_length: '30' },
    });
  });

  it('B10 lets the config change what it says of a built-in one, and add others', () => {
    const text = `
presets:
  moderation: { temperature: 0.1, max_tokens: 50 }
  name_generator: { params: { max_length: 12 } }
  terse: { system_prompt: 'At most {words} words.', params: { words: 9 }, timeout_seconds: 2.5 }`;
    const { presets } = loadRoutingConfig({}, text);
    const builtIn = loadRoutingConfig({}).presets;
    expect(presets.get('moderation')).toEqual({
      ...builtIn.get('moderation'),
      temperature: 0.1,
      maxTokens: 50,
    });
    expect(presets.get('name_generator')?.params).toEqual({ language: 'english', max_length: '12' });
    expect(presets.get('terse')).toEqual({
      name: 'terse',
      temperature: null,
      maxTokens: null,
      timeoutMs: 2500,
      responseFormat: null,
      systemPrompt: 'At most {words} words.',
      params: { words: '9' },
    });
  });
});
