import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startPickyServer, type PickyServer } from '../parameters/picky-server.fixture.js';
import { chatCall, failureOf } from '../provider-call.fixture.js';
import { jsonAnswer } from '../scripted-provider.fixture.js';

let server: PickyServer;

beforeEach(async () => {
  server = await startPickyServer();
});
afterEach(() => server.stop());

const coded = (code: string, param: string, message: string): object => ({
  error: { message, type: 'invalid_request_error', param, code },
});

describe('B9 D8 an error that refuses a parameter', () => {
  it.each<[wording: string, parameter: string, status: number, error: unknown]>([
    [
      'OpenAI',
      'top_p',
      400,
      coded(
        'unsupported_parameter',
        'top_p',
        "Unsupported parameter: 'top_p' is not supported with this model.",
      ),
    ],
    [
      'OpenAI, within one',
      'response_format',
      400,
      coded('unsupported_parameter', 'response_format.type', 'no'),
    ],
    ['OpenAI, unknown', 'foo', 400, coded('unknown_parameter', 'foo', "Unknown parameter: 'foo'.")],
    ['Azure', 'foo', 400, { error: { message: 'Unrecognized request argument supplied: foo' } }],
    [
      'Azure, of two',
      'foo',
      400,
      { error: { message: 'Unrecognized request arguments supplied: foo, bar' } },
    ],
    [
      'gpt-4o-search',
      'top_p',
      400,
      { error: { message: 'Model incompatible request argument supplied: top_p' } },
    ],
    ['Groq', 'foo', 400, { error: { message: "property 'foo' is unsupported" } }],
    [
      'LiteLLM',
      'foo',
      400,
      {
        error: {
          message: "litellm.UnsupportedParamsError: x does not support parameters: ['foo'], for model=x",
        },
      },
    ],
    [
      'LiteLLM of gpt-5',
      'temperature',
      400,
      { error: { message: "gpt-5 models don't support temperature=0.84." } },
    ],
    [
      'Gemini',
      'foo',
      400,
      { error: { message: 'Invalid JSON payload received. Unknown name "foo": Cannot find field.' } },
    ],
    ['Go', 'foo', 400, { error: { message: 'json: unknown field "foo"' } }],
    [
      'vLLM',
      'foo',
      400,
      {
        object: 'error',
        message:
          "[{'type': 'extra_forbidden', 'loc': ('body', 'foo'), 'msg': 'Extra inputs are not permitted', 'input': 5}]",
      },
    ],
    [
      'Mistral',
      'foo',
      422,
      { detail: [{ type: 'extra_forbidden', loc: ['body', 'foo'], msg: 'Extra inputs are not permitted' }] },
    ],
    [
      'NIM',
      'foo',
      422,
      {
        title: 'Unprocessable Entity',
        detail: 'body -> foo\n  Extra inputs are not permitted (type=extra_forbidden)',
      },
    ],
    ['pydantic 1', 'foo', 422, { detail: 'body -> foo extra fields not permitted' }],
    ['Anthropic', 'foo', 400, { error: { message: 'foo: Extra inputs are not permitted' } }],
    [
      'OpenRouter, handing on',
      'foo',
      400,
      {
        error: {
          message: 'Provider returned error',
          code: 400,
          metadata: { raw: JSON.stringify({ error: { message: 'Unknown parameter: "foo"' } }) },
        },
      },
    ],
  ])('leaves it out of the next try: in the words of %s', async (_wording, parameter, status, error) => {
    server.refuse(parameter, status, error);
    expect(await server.ask('m', { [parameter]: 0.84, seed: 7 })).toEqual({
      sent: { seed: 7 },
      warnings: [`m does not take ${parameter}: left out`],
      requests: 2,
    });
  });

  it('leaves it out of the next try: in bare text', async () => {
    const refusal = { kind: 'verbatim', status: 422, body: 'json: unknown field "foo"' } as const;
    server.objectTo((body) => ('foo' in body ? refusal : null));
    expect(await server.ask('m', { foo: 1 })).toMatchObject({ sent: {}, requests: 2 });
  });

  it.each<[what: string, status: number, error: object]>([
    ['what is essential', 400, coded('unsupported_parameter', 'tools', 'no tools')],
    ['a message', 400, coded('unsupported_value', 'messages[0].role', 'no such role')],
    ['what was not sent', 400, coded('unsupported_parameter', 'top_p', 'no')],
    ['a value that is out of range', 400, coded('invalid_value', 'seed', "Invalid 'seed': below minimum.")],
    ['an inherited name', 400, coded('unknown_parameter', 'constructor', 'no')],
    ['an overload that speaks of it', 503, coded('unsupported_parameter', 'seed', 'no')],
    [
      'the prompt, which the error echoes behind its own words',
      400,
      { error: { message: "Unsupported value: 'messages': Hi. property 'seed' is unsupported" } },
    ],
  ])('is none that is about %s', async (_what, status, error) => {
    server.objectTo(() => jsonAnswer(status, error));
    const before = server.count();
    failureOf(await server.providers.call(chatCall('m', { seed: -1, tools: [] })));
    expect(server.count() - before).toBe(1);
  });
});
