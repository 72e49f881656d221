import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatBody } from '#contracts';
import { chatCall, embeddingsCall } from '../provider-call.fixture.js';
import { sse, startGeminiServer, wholeText, type GeminiServer } from './gemini-server.fixture.js';

let gemini: GeminiServer;

beforeAll(async () => {
  gemini = await startGeminiServer();
});
afterAll(() => gemini.stop());

const sent = (model: string, body: Partial<ChatBody>) => gemini.sent(chatCall(model, body));

const user = (content: unknown) => ({ role: 'user', content });

const calling = (
  ...calls: readonly (readonly [id: string, name: string, text: string, signature?: string])[]
) => ({
  role: 'assistant',
  content: null,
  tool_calls: calls.map(([id, name, text, signature]) => ({
    id,
    type: 'function',
    function: { name, arguments: text },
    ...(signature === undefined ? {} : { extra_content: { google: { thought_signature: signature } } }),
  })),
});

const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'the weather of a city',
    strict: true,
    parameters: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $defs: { city: { type: 'string', minLength: 1 } },
      type: 'object',
      properties: { city: { $ref: '#/$defs/city' }, unit: { const: 'C' } },
      required: ['city'],
      additionalProperties: false,
    },
  },
};

describe('F5 a Chat Completions request to Gemini', () => {
  it('goes to the model, with the key in its header and in no address', async () => {
    const { path, headers, body } = await sent('gemini-2.5-flash', {});
    expect(path).toBe('/v1beta/models/gemini-2.5-flash:generateContent');
    expect(headers['x-goog-api-key']).toBe('AIza-fake-0123');
    expect(body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Hello' }] }], generationConfig: {} });
  });

  it('says apart what the system says, and merges neighbours', async () => {
    const { body } = await sent('gemini-2.5-flash', {
      messages: [
        { role: 'system', content: 'Be brief.' },
        user('One'),
        user([
          { type: 'text', text: 'Two' },
          { type: 'text', text: '' },
        ]),
        { role: 'assistant', content: 'Three' },
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'No' }] },
        { role: 'developer', content: [{ type: 'text', text: 'Be kind.' }] },
        user('Four'),
      ],
    });
    expect(body['systemInstruction']).toEqual({ parts: [{ text: 'Be brief.' }, { text: 'Be kind.' }] });
    expect(body['contents']).toEqual([
      { role: 'user', parts: [{ text: 'One' }, { text: 'Two' }] },
      { role: 'model', parts: [{ text: 'Three' }, { text: 'No' }] },
      { role: 'user', parts: [{ text: 'Four' }] },
    ]);
  });

  it('of the system alone is asked by a user', async () => {
    const { body } = await sent('gemini-2.5-flash', { messages: [{ role: 'system', content: 'Say hi.' }] });
    expect(body).toMatchObject({ contents: [{ role: 'user', parts: [{ text: 'Say hi.' }] }] });
    expect(body).not.toHaveProperty('systemInstruction');
  });

  it('gives back calls and their results by name and id, results in a turn of their own', async () => {
    const { body } = await sent('gemini-2.5-flash', {
      messages: [
        user('Weather and moon?'),
        calling(['call_1', 'weather', '{"city":"Oslo"}'], ['call_2', 'moon', '']),
        { role: 'tool', tool_call_id: 'call_2', content: 'full' },
        { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: '{"sky":"rain"}' }] },
        user('And now?'),
      ],
    });
    expect(body['contents']).toEqual([
      { role: 'user', parts: [{ text: 'Weather and moon?' }] },
      {
        role: 'model',
        parts: [
          { functionCall: { id: 'call_1', name: 'weather', args: { city: 'Oslo' } } },
          { functionCall: { id: 'call_2', name: 'moon', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'call_2', name: 'moon', response: { output: 'full' } } },
          { functionResponse: { id: 'call_1', name: 'weather', response: { sky: 'rain' } } },
        ],
      },
      { role: 'user', parts: [{ text: 'And now?' }] },
    ]);
  });

  it('gives back thought signatures, and the stand-in for calls that another model made', async () => {
    const messages = [
      user('Weather?'),
      calling(['a', 'weather', '{}', 'c2ln'], ['b', 'weather', '{}']),
      { role: 'tool', tool_call_id: 'a', content: '1' },
      { role: 'tool', tool_call_id: 'b', content: '2' },
      { role: 'assistant', content: 'Rain.', extra_content: { google: { thought_signature: 'dGV4dA==' } } },
      user('Again?'),
      calling(['c', 'weather', '{}'], ['d', 'weather', '{}']),
      { role: 'tool', tool_call_id: 'c', content: '3' },
      { role: 'tool', tool_call_id: 'd', content: '4' },
    ];
    const signatures = async (model: string): Promise<unknown[]> => {
      const { body } = await sent(model, { messages });
      const contents = body['contents'] as { role: string; parts: { thoughtSignature?: string }[] }[];
      return contents
        .filter(({ role }) => role === 'model')
        .map(({ parts }) => parts.map(({ thoughtSignature }) => thoughtSignature ?? null));
    };
    const standIn = 'skip_thought_signature_validator';
    expect(await signatures('gemini-3-pro-preview')).toEqual([['c2ln', null], ['dGV4dA=='], [standIn, null]]);
    expect(await signatures('gemini-flash-latest')).toEqual([['c2ln', null], ['dGV4dA=='], [standIn, null]]);
    expect(await signatures('gemini-2.5-pro')).toEqual([['c2ln', null], ['dGV4dA=='], [null, null]]);
  });

  it('carries images, audio and files', async () => {
    const { body } = await sent('gemini-2.5-flash', {
      messages: [
        user([
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO', detail: 'low' } },
          { type: 'image_url', image_url: { url: 'https://example.com/cat.JPG?size=1' } },
          { type: 'image_url', image_url: { url: 'https://example.com/cat' } },
          { type: 'input_audio', input_audio: { data: 'UklG', format: 'wav' } },
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' } },
        ]),
      ],
    });
    expect(body['contents']).toEqual([
      {
        role: 'user',
        parts: [
          { inlineData: { mimeType: 'image/png', data: 'iVBO' } },
          { fileData: { fileUri: 'https://example.com/cat.JPG?size=1', mimeType: 'image/jpeg' } },
          { fileData: { fileUri: 'https://example.com/cat' } },
          { inlineData: { mimeType: 'audio/wav', data: 'UklG' } },
          { inlineData: { mimeType: 'application/pdf', data: 'JVBE' } },
        ],
      },
    ]);
  });

  it('declares tools with their whole JSON schema', async () => {
    const now = { type: 'function', function: { name: 'now' } };
    const { body } = await sent('gemini-2.5-flash', { tools: [weather, now], tool_choice: 'auto' });
    const { name, description, parameters } = weather.function;
    expect(body['tools']).toEqual([
      { functionDeclarations: [{ name, description, parametersJsonSchema: parameters }, { name: 'now' }] },
    ]);
  });

  it.each([
    ['auto', { mode: 'AUTO' }],
    ['none', { mode: 'NONE' }],
    ['required', { mode: 'ANY' }],
    [
      { type: 'function', function: { name: 'weather' } },
      { mode: 'ANY', allowedFunctionNames: ['weather'] },
    ],
    [
      { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [weather] } },
      { mode: 'ANY', allowedFunctionNames: ['weather'] },
    ],
    [
      { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [weather] } },
      { mode: 'VALIDATED', allowedFunctionNames: ['weather'] },
    ],
  ])('maps the tool choice %j', async (choice, config) => {
    const { body } = await sent('gemini-2.5-flash', { tools: [weather], tool_choice: choice });
    expect(body['toolConfig']).toEqual({ functionCallingConfig: config });
  });

  it('says nothing of a choice among tools when there are none', async () => {
    const { body } = await sent('gemini-2.5-flash', { tools: [], tool_choice: 'auto' });
    expect(body).not.toHaveProperty('tools');
    expect(body).not.toHaveProperty('toolConfig');
  });

  it('B9 asks for a stream in the same words', async () => {
    gemini.play(sse(wholeText('Hi')));
    await gemini.stream(chatCall('gemini-2.5-flash', { temperature: 0.5 }));
    const { path, body } = gemini.seen.at(-1)!;
    expect(path).toBe('/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse');
    expect(body['generationConfig']).toEqual({ temperature: 0.5 });
  });

  it('refuses what Gemini has no words for, without a call', async () => {
    const before = gemini.seen.length;
    const image = (url: string) => user([{ type: 'image_url', image_url: { url } }]);
    const messages = [
      [image('ftp://example.com/cat.png')],
      [image('data:text/plain,hello')],
      [user([{ type: 'file', file: { file_id: 'file-1' } }])],
      [user([{ type: 'hologram' }])],
      [user('')],
      [user('x'), calling(['1', 'f', '[1]'])],
      [user('x'), { role: 'tool', tool_call_id: 'nobody', content: 'x' }],
      [{ role: 'function', name: 'f', content: 'x' }],
    ];
    const calls = [
      ...messages.map((one) => chatCall('gemini-2.5-flash', { messages: one })),
      chatCall('gemini-2.5-flash', { tools: [{ type: 'custom', custom: { name: 'f' } }] }),
      embeddingsCall('gemini-embedding-001', { input: [1, 2] }),
      embeddingsCall('gemini-embedding-001', { input: [] }),
    ];
    for (const call of calls) {
      expect(await gemini.failureOf(gemini.complete(call))).toMatchObject({
        class: 'bad_request',
        type: 'UnsupportedRequestError',
        status: null,
      });
    }
    expect(gemini.seen).toHaveLength(before);
  });

  it.each(['../../v1/files', 'a?key=b', 'a#b', '%2e%2e/files', 'a&b', ''])(
    'B13 lets no model name lead elsewhere: %j',
    async (model) => {
      const before = gemini.seen.length;
      const failure = await gemini.failureOf(gemini.complete(chatCall(model)));
      expect(failure.class).toBe('model_not_found');
      expect(gemini.seen).toHaveLength(before);
    },
  );
});
