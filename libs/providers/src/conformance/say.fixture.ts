import type { ConformanceCase, Said, SaidCall, Saying } from './conformance-case.fixture.js';

const usage = { input: 11, output: 3 };

export const say = (text: string, finish: Said['finish'] = 'stop'): Saying => ({
  does: 'say',
  said: { text, calls: [], finish, usage },
});

export const sayAndCall = (text: string, ...calls: readonly SaidCall[]): Saying => ({
  does: 'say',
  said: { text, calls, finish: 'tool_calls', usage },
});

export const call = (...calls: readonly SaidCall[]): Saying => sayAndCall('', ...calls);

export const weatherIn = (city: string, id: string): SaidCall => ({ id, name: 'weather', args: { city } });

/** With what JSON Schema has beyond types, which must arrive. */
export const citySchema = {
  type: 'object',
  properties: {
    city: { type: 'string', description: 'Its name' },
    unit: { type: 'string', enum: ['C', 'F'] },
  },
  required: ['city'],
  additionalProperties: false,
};

export const weatherTool = {
  type: 'function',
  function: { name: 'weather', description: 'The weather in a city', parameters: citySchema },
};

export const asking = (content: unknown) => ({ role: 'user', content });

const simple = {
  streamed: false,
  reaction: say('Hello there'),
  reaches: {},
  lacks: {},
  warns: {},
  cannot: {},
} as const;

/** A case; give what matters to it. By itself: a greeting, answered in whole. */
export const conformanceCase = (
  name: string,
  fields: Partial<Omit<ConformanceCase, 'name'>>,
): ConformanceCase => ({
  ...simple,
  becomes: { answer: {} },
  asks: {},
  ...fields,
  name,
});
