import { anthropicHello, asked, geminiHello, hello, without } from './asked.fixture.js';
import type { ConformanceCase } from './conformance-case.fixture.js';
import { citySchema, weatherTool } from './say.fixture.js';

const tools = [weatherTool];
const named = { type: 'function', function: { name: 'weather' } };
const calledWeather = (id: string, city: string) => ({
  id,
  type: 'function',
  function: { name: 'weather', arguments: JSON.stringify({ city }) },
});

const declared = { name: 'weather', description: 'The weather in a city' };
const anthropicTools = { tools: [{ ...declared, input_schema: citySchema }] };
const geminiTools = {
  tools: [{ functionDeclarations: [{ ...declared, parametersJsonSchema: citySchema }] }],
};
const geminiMode = (functionCallingConfig: object) => ({ toolConfig: { functionCallingConfig } });

/** Tools, their choice and their results, in each provider's own terms. */
export const toolCases: readonly ConformanceCase[] = [
  asked('tools', { tools }, { anthropic: anthropicTools, gemini: geminiTools, ollama: { tools } }),
  asked(
    'tool_choice none',
    { tools, tool_choice: 'none' },
    {
      anthropic: { tool_choice: { type: 'none' } },
      gemini: geminiMode({ mode: 'NONE' }),
    },
    // To offer none is its only way.
    { lacks: { ollama: ['tools'] } },
  ),
  asked(
    'tool_choice required',
    { tools, tool_choice: 'required' },
    { anthropic: { tool_choice: { type: 'any' } }, gemini: geminiMode({ mode: 'ANY' }), ollama: { tools } },
    { cannot: { ollama: without('Ollama', 'tool_choice') } },
  ),
  asked(
    'tool_choice of one tool',
    { tools, tool_choice: named },
    {
      anthropic: { tool_choice: { type: 'tool', name: 'weather' } },
      gemini: geminiMode({ mode: 'ANY', allowedFunctionNames: ['weather'] }),
      ollama: { tools },
    },
    { cannot: { ollama: without('Ollama', 'tool_choice') } },
  ),
  asked(
    'one tool call at a time',
    { tools, parallel_tool_calls: false },
    { anthropic: { tool_choice: { type: 'auto', disable_parallel_tool_use: true } } },
    {
      cannot: {
        gemini: without('Gemini', 'parallel_tool_calls'),
        ollama: without('Ollama', 'parallel_tool_calls'),
      },
    },
  ),
  asked(
    'results of parallel tool calls',
    {
      messages: [
        hello,
        {
          role: 'assistant',
          content: null,
          tool_calls: [calledWeather('call_1', 'Oslo'), calledWeather('call_2', 'Bergen')],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
        { role: 'tool', tool_call_id: 'call_2', content: '{"sky":"clear"}' },
      ],
      tools,
    },
    {
      anthropic: {
        messages: [
          anthropicHello,
          {
            role: 'assistant',
            content: [
              { type: 'tool_use', id: 'call_1', name: 'weather', input: { city: 'Oslo' } },
              { type: 'tool_use', id: 'call_2', name: 'weather', input: { city: 'Bergen' } },
            ],
          },
          {
            role: 'user',
            content: [
              { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: 'rain' }] },
              {
                type: 'tool_result',
                tool_use_id: 'call_2',
                content: [{ type: 'text', text: '{"sky":"clear"}' }],
              },
            ],
          },
        ],
      },
      gemini: {
        contents: [
          geminiHello,
          {
            role: 'model',
            parts: [
              { functionCall: { id: 'call_1', name: 'weather', args: { city: 'Oslo' } } },
              { functionCall: { id: 'call_2', name: 'weather', args: { city: 'Bergen' } } },
            ],
          },
          {
            role: 'user',
            parts: [
              { functionResponse: { id: 'call_1', name: 'weather', response: { output: 'rain' } } },
              { functionResponse: { id: 'call_2', name: 'weather', response: { sky: 'clear' } } },
            ],
          },
        ],
      },
      ollama: {
        messages: [
          { role: 'user', content: 'Hello' },
          {
            role: 'assistant',
            content: '',
            tool_calls: [
              { function: { name: 'weather', arguments: { city: 'Oslo' } } },
              { function: { name: 'weather', arguments: { city: 'Bergen' } } },
            ],
          },
          { role: 'tool', content: 'rain', tool_name: 'weather' },
          { role: 'tool', content: '{"sky":"clear"}', tool_name: 'weather' },
        ],
      },
    },
  ),
];
