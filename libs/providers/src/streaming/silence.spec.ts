import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import type { CallResult, Clock } from '#fallback';
import { chatCall, completionOf, failureOf } from '../provider-call.fixture.js';
import { createProviders, type ProviderRegistry, type ProviderSettings } from '../provider-registry.js';
import { events, startWireServer, type WireServer } from '../wire-server.fixture.js';

/** A clock that the test moves. */
function handClock(): Clock & { pass(ms: number): void } {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const sleepers = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => resolve());
      }),
    pass(ms) {
      now += ms;
      for (const sleeper of [...sleepers].filter(({ at }) => at <= now)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
  };
}

let server: WireServer;
let clock: ReturnType<typeof handClock>;
const open: ProviderRegistry[] = [];

beforeAll(async () => {
  server = await startWireServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  clock = handClock();
});
afterEach(() => Promise.all(open.splice(0).map((providers) => providers.close())));

const piece = (delta: object, reason: string | null = null): object => ({
  id: 'c-1',
  object: 'chat.completion.chunk',
  created: 7,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: reason }],
});
const role = events(piece({ role: 'assistant', content: '' }));
const token = events(piece({ content: 'a' }));
const end = events(piece({}, 'stop'), '[DONE]');

/** Resolves when the client has the last byte of an answer. */
function bodyReceived(): Promise<void> {
  const name = 'undici:request:trailers';
  return new Promise((resolve) => {
    const received = (): void => {
      unsubscribe(name, received);
      resolve();
    };
    subscribe(name, received);
  });
}

interface Running {
  readonly result: Promise<CallResult>;
  readonly response: ServerResponse;
  /** Resolves when the client has been told this many pieces. */
  readonly told: (count: number) => Promise<void>;
  readonly closed: Promise<void>;
  readonly caller: AbortController;
}

/** A stream that has its headers. */
async function start(limits: Partial<ProviderSettings> = {}): Promise<Running> {
  const answering = new Promise<ServerResponse>((resolve) => {
    server.play((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      resolve(response);
    });
  });
  const settings = { name: 'sim', kind: 'openai', baseUrl: server.url, apiKey: null, ...limits } as const;
  const providers = createProviders([settings], { clock });
  open.push(providers);
  const caller = new AbortController();
  let chunks = 0;
  const onChunk = (): void => void (chunks += 1);
  const result = providers.call(chatCall('m', {}, { onChunk, signal: caller.signal, timeoutMs: 60_000 }));
  const response = await answering;
  return {
    result,
    response,
    caller,
    closed: new Promise((resolve) => response.once('close', resolve)),
    async told(count) {
      while (chunks < count) await turn();
    },
  };
}

const timedOut = (message: string): object => ({
  class: 'timeout',
  type: 'APIConnectionTimeoutError',
  message,
});

describe('a stream that is silent', () => {
  it('has its own time-out for the first token, which a role is not', async () => {
    const { result, response, told, closed } = await start({ firstTokenTimeoutMs: 500 });
    response.write(role);
    await told(1);
    clock.pass(500);
    expect(failureOf(await result)).toMatchObject(timedOut('no first token within 500 ms'));
    await closed;
  });

  it('has another for each wait after it', async () => {
    const { result, response, told, closed } = await start({ firstTokenTimeoutMs: 500, idleTimeoutMs: 200 });
    response.write(role + token);
    await told(2);
    clock.pass(150);
    response.write(token);
    await told(3);
    clock.pass(150);
    response.write(token);
    await told(4);
    clock.pass(300);
    expect(failureOf(await result)).toMatchObject(timedOut('the stream was silent for 200 ms'));
    await closed;
  });

  it('may be silent for 30 s, and as long as the call before its first token, where nothing else is said', async () => {
    const { result, response, told } = await start();
    clock.pass(50_000);
    response.write(token);
    await told(1);
    clock.pass(9_999);
    response.end(end);
    expect(completionOf(await result).timeToFirstTokenMs).toBe(50_000);
    const second = await start();
    second.response.write(token);
    await second.told(1);
    clock.pass(30_000);
    expect(failureOf(await second.result)).toMatchObject(timedOut('the stream was silent for 30000 ms'));
  });

  it('ends with the call all the same', async () => {
    const { result, response, told } = await start({ idleTimeoutMs: null });
    response.write(token);
    await told(1);
    clock.pass(60_000);
    expect(failureOf(await result)).toMatchObject(timedOut('no answer within 60000 ms'));
  });
});

describe('the end of a stream', () => {
  it('by the caller closes the socket, tells nothing more, and says what was spent as far as it is known', async () => {
    const { result, response, told, caller, closed } = await start();
    response.write(token);
    response.write(events({ ...piece({}), choices: [], usage: { prompt_tokens: 5, completion_tokens: 1 } }));
    response.write(token);
    await told(2);
    caller.abort();
    expect(failureOf(await result)).toEqual({
      class: 'cancelled',
      type: 'APIUserAbortError',
      status: null,
      code: null,
      message: 'the call was cancelled',
      retryAfterMs: null,
      usage: { input_tokens: 5, output_tokens: 1, cached_input_tokens: 0 },
    });
    await closed;
  });

  it('leaves the connection to the next call', async () => {
    const first = await start();
    const received = bodyReceived();
    first.response.end(token + end);
    completionOf(await first.result);
    await received;
    await turn();
    const [providers] = open;
    const { connections } = server;
    server.play((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(token + end);
    });
    completionOf(await providers!.call(chatCall('m', {}, { onChunk: () => undefined })));
    expect(server.connections).toBe(connections);
  });

  it('that the provider does not come to after its marker closes the socket', async () => {
    const { result, response, closed } = await start();
    response.write(token + end);
    completionOf(await result);
    await closed;
    expect(response.writableFinished).toBe(false);
  });
});
