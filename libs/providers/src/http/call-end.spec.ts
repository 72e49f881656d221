import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  startSimulatedProvider,
  type Behaviour,
  type SimulatedCall,
} from '../../../../deploy/local/simulated-provider.js';
import { chatCall, failureOf, stoppedClock } from '../provider-call.fixture.js';
import { createProviders } from '../provider-registry.js';

const kinds = [
  { kind: 'openai', timedOut: 'APIConnectionTimeoutError', cancelled: 'APIUserAbortError' },
  { kind: 'ollama', timedOut: 'TimeoutError', cancelled: 'AbortError' },
] as const;

const stops: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())));

/** A provider, a clock that the test moves, and the first call that arrives. */
async function start(kind: 'openai' | 'ollama', behaviour: Behaviour) {
  let arrive: (call: SimulatedCall) => void;
  const arrived = new Promise<SimulatedCall>((resolve) => (arrive = resolve));
  const respond = (call: SimulatedCall): Behaviour => {
    arrive(call);
    return behaviour;
  };
  const server = await startSimulatedProvider({ respond });
  const clock = stoppedClock();
  const baseUrl = kind === 'openai' ? server.openaiBaseUrl : server.ollamaUrl;
  const providers = createProviders([{ name: 'sim', kind, baseUrl, apiKey: null }], { clock });
  stops.push(() => providers.close().then(server.stop));
  return { arrived, clock, providers, server };
}

/** Resolves when the client has the headers of an answer. */
function headersReceived(): Promise<void> {
  const name = 'undici:request:headers';
  return new Promise((resolve) => {
    const received = (): void => {
      unsubscribe(name, received);
      resolve();
    };
    subscribe(name, received);
  });
}

describe.each(kinds)('the end of a call ($kind)', ({ kind, timedOut, cancelled }) => {
  it('D3 a time-out closes the socket and is a timeout failure', async () => {
    const { arrived, clock, providers } = await start(kind, { kind: 'hang' });
    const result = providers.call(chatCall('some-model', {}, { timeoutMs: 1_234 }));
    const call = await arrived;
    clock.elapse();
    expect(failureOf(await result)).toEqual({
      class: 'timeout',
      type: timedOut,
      status: null,
      code: null,
      message: 'no answer within 1234 ms',
      retryAfterMs: null,
    });
    expect(await call.ended).toBe('aborted');
  });

  it('an abort closes the socket and is a cancelled failure', async () => {
    const { arrived, providers } = await start(kind, { kind: 'hang' });
    const caller = new AbortController();
    const result = providers.call(chatCall('some-model', {}, { signal: caller.signal }));
    const call = await arrived;
    caller.abort();
    expect(failureOf(await result)).toMatchObject({ class: 'cancelled', type: cancelled, status: null });
    expect(await call.ended).toBe('aborted');
  });

  it('an abort in the middle of a body closes the socket too', async () => {
    const { arrived, providers } = await start(kind, { kind: 'stall' });
    const caller = new AbortController();
    const headers = headersReceived();
    const result = providers.call(chatCall('some-model', {}, { signal: caller.signal }));
    await headers;
    const call = await arrived;
    caller.abort();
    expect(failureOf(await result).class).toBe('cancelled');
    expect(await call.ended).toBe('aborted');
  });

  it('a call that is aborted beforehand is never sent', async () => {
    const { providers, server } = await start(kind, { kind: 'answer' });
    const result = await providers.call(chatCall('some-model', {}, { signal: AbortSignal.abort() }));
    expect(failureOf(result).class).toBe('cancelled');
    expect(server.count()).toBe(0);
  });

  it('an answer that came in time is not undone by a time-out after it', async () => {
    const { clock, providers } = await start(kind, { kind: 'answer' });
    const result = providers.call(chatCall('some-model'));
    expect(await result).toMatchObject({ ok: true });
    clock.elapse();
    expect(await result).toMatchObject({ ok: true });
  });

  it('a time-out longer than a timer can run does not fire at once', async () => {
    const server = await startSimulatedProvider();
    const baseUrl = kind === 'openai' ? server.openaiBaseUrl : server.ollamaUrl;
    const providers = createProviders([{ name: 'sim', kind, baseUrl, apiKey: null }]);
    stops.push(() => providers.close().then(server.stop));
    expect(await providers.call(chatCall('some-model', {}, { timeoutMs: 2 ** 40 }))).toMatchObject({
      ok: true,
    });
  });
});
