import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startPickyServer, untouched, type PickyServer } from './picky-server.fixture.js';
import { chatCall, embeddingsCall, failureOf } from '../provider-call.fixture.js';
import { jsonAnswer } from '../scripted-provider.fixture.js';

let server: PickyServer;

beforeEach(async () => {
  server = await startPickyServer();
});
afterEach(() => server.stop());

const coded = (code: string, param: string, message: string): object => ({
  error: { message, type: 'invalid_request_error', param, code },
});

/** Refuses whatever begins so, one after the other. */
const refuseThoseIn = (family: string): void =>
  server.objectTo((body) => {
    const refused = Object.keys(body).find((name) => name.startsWith(family));
    return refused ? jsonAnswer(400, { error: { message: `Unknown parameter: ${refused}` } }) : null;
  });

describe('B9 D8 a parameter that turns out to be refused', () => {
  it('is left out from then on for an hour, for this model, at whatever key', async () => {
    server.refuseInWords('foo', "Unknown parameter: 'foo'.");
    const left = { sent: {}, warnings: ['m does not take foo: left out'] };
    expect(await server.ask('m', { foo: 1 })).toEqual({ ...left, requests: 2 });
    expect(await server.ask('m', { foo: 2 })).toEqual({ ...left, requests: 1 });
    server.providers.adopt([{ ...server.settings, apiKey: 'another' }]);
    server.pass(3_599_000);
    expect(await server.ask('m', { foo: 1 })).toEqual({ ...left, requests: 1 });
    server.pass(1_000);
    expect(await server.ask('m', { foo: 1 })).toEqual({ ...left, requests: 2 });
    server.objectTo(() => null);
    expect(await server.ask('another', { foo: 1 })).toEqual(untouched({ foo: 1 }));
  });

  it('may be refused for one value, or for all but its default', async () => {
    server.refuse(
      'tier',
      400,
      coded('unsupported_value', 'tier', "Unsupported value: 'tier' does not support 'x'."),
    );
    expect(await server.ask('m', { tier: 'x' })).toMatchObject({ sent: {}, requests: 2 });
    expect(await server.ask('m', { tier: 'x' })).toMatchObject({ sent: {}, requests: 1 });
    server.objectTo(() => null);
    expect(await server.ask('m', { tier: 'y' })).toEqual(untouched({ tier: 'y' }));

    const words =
      "Unsupported value: 'temperature' does not support 0.2. Only the default (1) value is supported.";
    server.refuse('temperature', 400, coded('unsupported_value', 'temperature', words));
    expect(await server.ask('m', { temperature: 0.2 })).toMatchObject({ sent: {}, requests: 2 });
    expect(await server.ask('m', { temperature: 0.9 })).toMatchObject({ sent: {}, requests: 1 });
  });

  it('may be refused at one effort and taken at another', async () => {
    server.refuseInWords(
      'temperature',
      "Unsupported parameter: 'temperature' is not supported with this model.",
    );
    expect(await server.ask('gpt-5.2', { temperature: 0.2, reasoning_effort: 'high' })).toMatchObject({
      requests: 2,
    });
    server.objectTo(() => null);
    const plain = { temperature: 0.2, reasoning_effort: 'none' };
    expect(await server.ask('gpt-5.2', plain)).toEqual(untouched(plain));
  });

  it('goes under its other name, either way, if that is taken', async () => {
    server.refuseInWords(
      'max_tokens',
      "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
    );
    const newer = { sent: { max_completion_tokens: 9 }, requests: 2 };
    expect(await server.ask('new', { max_tokens: 9 })).toEqual({
      ...newer,
      warnings: ['new does not take max_tokens: sent as max_completion_tokens'],
    });
    server.refuseInWords(
      'max_completion_tokens',
      'Unrecognized request argument supplied: max_completion_tokens',
    );
    expect(await server.ask('old', { max_completion_tokens: 9 })).toEqual({
      sent: { max_tokens: 9 },
      requests: 2,
      warnings: ['old does not take max_completion_tokens: sent as max_tokens'],
    });
    refuseThoseIn('max_');
    expect(await server.ask('neither', { max_tokens: 9 })).toEqual({
      sent: {},
      requests: 3,
      warnings: [
        'neither does not take max_tokens: sent as max_completion_tokens',
        'neither does not take max_completion_tokens: left out',
      ],
    });
  });

  it('needs no warning if no answer depends on it', async () => {
    server.refuseInWords('user', 'Unknown parameter: user');
    expect(await server.ask('m', { user: 'ada' })).toEqual({ sent: {}, warnings: [], requests: 2 });
  });

  it('is one of four at most: the fifth request is not made', async () => {
    refuseThoseIn('x');
    expect(await server.ask('three', { x1: 1, x2: 2, x3: 3 })).toMatchObject({ sent: {}, requests: 4 });
    const before = server.count();
    const failure = failureOf(await server.providers.call(chatCall('four', { x1: 1, x2: 2, x3: 3, x4: 4 })));
    expect(failure).toMatchObject({ class: 'bad_request', message: 'Unknown parameter: x4' });
    expect(server.count() - before).toBe(4);
  });

  it('is tried within the time of the one attempt', async () => {
    const abort = new AbortController();
    server.objectTo((body) => {
      if ('foo' in body) return jsonAnswer(400, { error: { message: 'Unknown parameter: foo' } });
      abort.abort();
      return { kind: 'hang' };
    });
    const call = chatCall('m', { foo: 1 }, { signal: abort.signal });
    expect(failureOf(await server.providers.call(call))).toMatchObject({ class: 'cancelled' });
  });

  it('may be one of an embedding', async () => {
    server.refuseInWords('dimensions', 'Unrecognized request argument supplied: dimensions');
    expect(await server.send(embeddingsCall('e', { input: 'a', dimensions: 8 }))).toEqual({
      sent: {},
      warnings: ['e does not take dimensions: left out'],
      requests: 2,
    });
  });
});
