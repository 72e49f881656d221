import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ChatBody } from '#contracts';
import type { ProviderKind } from '#fallback';
import { chatCall, completionOf } from '../provider-call.fixture.js';
import { ChatCompletion } from './chat-completion.fixture.js';
import type { Reaction } from './conformance-case.fixture.js';
import { conformingProvider } from './conforming-providers.fixture.js';
import { asking, call, citySchema, say, weatherIn, weatherTool } from './say.fixture.js';
import { startStage, type Stage } from './stage.fixture.js';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

type Message = ChatBody['messages'][number];

/** The next message of a provider, and what reached it in its own terms. */
async function goOn(kind: ProviderKind, messages: readonly Message[], reaction: Reaction) {
  const { standIn, providers } = stage;
  const as = conformingProvider(kind);
  standIn.react(as, reaction, false, 'aimock');
  const body = { messages: [...messages], tools: [weatherTool] };
  const completion = completionOf(await providers.call(chatCall(as.model, body, { provider: kind })));
  expect(completion.warnings).toEqual([]);
  const { message } = ChatCompletion.parse(completion.body).choices[0]!;
  const results = (message.tool_calls ?? []).map(({ id, function: { arguments: json } }) => ({
    role: 'tool',
    tool_call_id: id,
    content: resultFor(json),
  }));
  return { reached: standIn.requests.at(-1)!.body, said: [message as Message, ...results] };
}

const resultFor = (json: string): string => `${(JSON.parse(json) as { city: string }).city}: rain`;

const declared = { name: 'weather', description: weatherTool.function.description };

it('F5 a conversation with tools goes on from OpenAI over Anthropic and Gemini to Ollama, whole', async () => {
  const messages: Message[] = [asking('How is the weather in the north?')];

  const atOpenAI = await goOn(
    'openai',
    messages,
    call(weatherIn('Oslo', 'call_Os10|fc_1'), weatherIn('Bergen', 'call_Be47')),
  );
  expect(atOpenAI.reached).toMatchObject({ messages, tools: [weatherTool] });
  messages.push(...atOpenAI.said);

  const atAnthropic = await goOn('anthropic', messages, call(weatherIn('Malmö', 'toolu_01Ma')));
  // What it refuses in an id is replaced, in the call and in its result alike.
  const anthropicTurns = [
    { role: 'user', content: [{ type: 'text', text: 'How is the weather in the north?' }] },
    {
      role: 'assistant',
      content: [
        { type: 'tool_use', id: 'call_Os10_fc_1', name: 'weather', input: { city: 'Oslo' } },
        { type: 'tool_use', id: 'call_Be47', name: 'weather', input: { city: 'Bergen' } },
      ],
    },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'call_Os10_fc_1',
          content: [{ type: 'text', text: 'Oslo: rain' }],
        },
        { type: 'tool_result', tool_use_id: 'call_Be47', content: [{ type: 'text', text: 'Bergen: rain' }] },
      ],
    },
  ];
  expect(atAnthropic.reached['messages']).toEqual(anthropicTurns);
  expect(atAnthropic.reached['tools']).toEqual([{ ...declared, input_schema: citySchema }]);
  messages.push(...atAnthropic.said);

  const atGemini = await goOn('gemini', messages, call(weatherIn('Turku', 'gemini-call-1')));
  const functionCall = (id: string, city: string) => ({
    functionCall: { id, name: 'weather', args: { city } },
  });
  const functionResponse = (id: string, output: string) => ({
    functionResponse: { id, name: 'weather', response: { output } },
  });
  expect(atGemini.reached['contents']).toEqual([
    { role: 'user', parts: [{ text: 'How is the weather in the north?' }] },
    { role: 'model', parts: [functionCall('call_Os10|fc_1', 'Oslo'), functionCall('call_Be47', 'Bergen')] },
    {
      role: 'user',
      parts: [
        functionResponse('call_Os10|fc_1', 'Oslo: rain'),
        functionResponse('call_Be47', 'Bergen: rain'),
      ],
    },
    { role: 'model', parts: [functionCall('toolu_01Ma', 'Malmö')] },
    { role: 'user', parts: [functionResponse('toolu_01Ma', 'Malmö: rain')] },
  ]);
  expect(atGemini.reached['tools']).toEqual([
    { functionDeclarations: [{ ...declared, parametersJsonSchema: citySchema }] },
  ]);
  messages.push(...atGemini.said);

  const atOllama = await goOn('ollama', messages, say('It rains everywhere.'));
  const called = (city: string) => ({ function: { name: 'weather', arguments: { city } } });
  const told = (city: string) => ({ role: 'tool', content: `${city}: rain`, tool_name: 'weather' });
  expect(atOllama.reached['messages']).toEqual([
    { role: 'user', content: 'How is the weather in the north?' },
    { role: 'assistant', content: '', tool_calls: [called('Oslo'), called('Bergen')] },
    told('Oslo'),
    told('Bergen'),
    { role: 'assistant', content: '', tool_calls: [called('Malmö')] },
    told('Malmö'),
    { role: 'assistant', content: '', tool_calls: [called('Turku')] },
    told('Turku'),
  ]);
  expect(atOllama.reached['tools']).toEqual([weatherTool]);
  messages.push(...atOllama.said);

  // And back where it began, with every id as it was given.
  const { reached } = await goOn('openai', messages, say('It rains everywhere.'));
  expect(reached['messages']).toEqual(messages);
  const ids = messages.flatMap(({ tool_call_id: id }) => (id === undefined ? [] : [id]));
  expect(ids).toEqual(['call_Os10|fc_1', 'call_Be47', 'toolu_01Ma', 'gemini-call-1']);
});
