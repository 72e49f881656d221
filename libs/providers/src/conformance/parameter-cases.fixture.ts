import { asked, leftOut, without } from './asked.fixture.js';
import type { ConformanceCase } from './conformance-case.fixture.js';
import { twice } from './replies.fixture.js';
import { citySchema } from './say.fixture.js';

const answerSchema = {
  type: 'json_schema',
  json_schema: { name: 'city', strict: true, schema: citySchema },
};

/** The SDK takes the type away from beside an enum, which says as much. */
const withoutEnumTypes = {
  ...citySchema,
  properties: { ...citySchema.properties, unit: { enum: citySchema.properties.unit.enum } },
};

const generationConfig = (fields: object) => ({ generationConfig: fields });
const options = (fields: object) => ({ options: fields });

const form: readonly ConformanceCase[] = [
  asked(
    'a JSON object',
    { response_format: { type: 'json_object' } },
    {
      anthropic: { system: 'Answer with one JSON object and nothing else: no explanation, no code fence.' },
      gemini: generationConfig({ responseMimeType: 'application/json' }),
      ollama: { format: 'json' },
    },
    { warns: { anthropic: 'Anthropic does not take response_format json_object: asked for in words' } },
  ),
  asked(
    'JSON of a schema',
    { response_format: answerSchema },
    {
      anthropic: { output_config: { format: { type: 'json_schema', schema: withoutEnumTypes } } },
      gemini: generationConfig({ responseMimeType: 'application/json', responseJsonSchema: citySchema }),
      ollama: { format: citySchema },
    },
  ),
];

const limits: readonly ConformanceCase[] = [
  ...(['max_tokens', 'max_completion_tokens'] as const).map((name) =>
    asked(
      name,
      { [name]: 50 },
      {
        anthropic: { max_tokens: 50 },
        gemini: generationConfig({ maxOutputTokens: 50 }),
        ollama: options({ num_predict: 50 }),
      },
    ),
  ),
  asked(
    'stop',
    { stop: ['END', '###'] },
    {
      anthropic: { stop_sequences: ['END', '###'] },
      gemini: generationConfig({ stopSequences: ['END', '###'] }),
      ollama: options({ stop: ['END', '###'] }),
    },
  ),
  asked(
    'n',
    { n: 2 },
    {},
    {
      // A server that does as it is asked says two things; what they are is the dialects' own matter.
      reaction: { does: 'send', replies: twice() },
      becomes: {
        answer: {
          choices: [
            { index: 0, message: { content: 'one' } },
            { index: 1, message: { content: 'two' } },
          ],
        },
      },
      cannot: { anthropic: without('Anthropic', 'n'), ollama: without('Ollama', 'n') },
    },
  ),
];

const sampling: readonly ConformanceCase[] = [
  asked(
    'temperature',
    { temperature: 0.2 },
    {
      anthropic: { temperature: 0.2 },
      gemini: generationConfig({ temperature: 0.2 }),
      ollama: options({ temperature: 0.2 }),
    },
  ),
  asked(
    'top_p',
    { top_p: 0.5 },
    { anthropic: { top_p: 0.5 }, gemini: generationConfig({ topP: 0.5 }), ollama: options({ top_p: 0.5 }) },
  ),
  asked(
    'seed',
    { seed: 7 },
    { gemini: generationConfig({ seed: 7 }), ollama: options({ seed: 7 }) },
    { cannot: { anthropic: without('Anthropic', 'seed') } },
  ),
  asked(
    'penalties',
    { frequency_penalty: 0.5, presence_penalty: 0.25 },
    {
      gemini: generationConfig({ frequencyPenalty: 0.5, presencePenalty: 0.25 }),
      ollama: options({ frequency_penalty: 0.5, presence_penalty: 0.25 }),
    },
    { cannot: { anthropic: { reason: 'no penalties', warning: leftOut('Anthropic', 'frequency_penalty') } } },
  ),
  asked(
    'logprobs',
    { logprobs: true, top_logprobs: 2 },
    {
      gemini: generationConfig({ responseLogprobs: true, logprobs: 2 }),
      ollama: { logprobs: true, top_logprobs: 2 },
    },
    { cannot: { anthropic: without('Anthropic', 'logprobs') } },
  ),
  asked(
    'reasoning_effort',
    { reasoning_effort: 'low' },
    {
      anthropic: { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } },
      gemini: generationConfig({ thinkingConfig: { thinkingBudget: 1_024 } }),
      ollama: { think: 'low' },
    },
  ),
];

/** What an answer is to be like, in each provider's own terms. */
export const parameterCases = [...form, ...limits, ...sampling];
