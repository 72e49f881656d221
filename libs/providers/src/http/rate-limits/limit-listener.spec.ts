import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { conformingProvider, conformingProviders } from '../../conformance/conforming-providers.fixture.js';
import { sayOnOwnWire } from '../../conformance/own-wire.fixture.js';
import { say } from '../../conformance/say.fixture.js';
import { chatCall, stoppedClock } from '../../provider-call.fixture.js';
import { createProviders, type ProviderRegistry } from '../../provider-registry.js';
import { startWireServer, type WireAnswer, type WireServer } from '../../wire-server.fixture.js';

const { said } = say('Hello there');
const openai = conformingProvider('openai');

const suffixed = (remaining: number): Record<string, string> => ({
  'x-ratelimit-remaining-requests': String(remaining),
  'x-ratelimit-reset-requests': '6m0s',
});
const anthropic = (remaining: number): Record<string, string> => ({
  'anthropic-ratelimit-requests-remaining': String(remaining),
  'anthropic-ratelimit-requests-reset': '2026-01-01T00:06:00Z',
});
const told = (remaining: number) => ({ requests: { remaining, resets_at: '2026-01-01T00:06:00.000Z' } });

let server: WireServer;
let providers: ProviderRegistry;

beforeAll(async () => {
  server = await startWireServer();
  providers = createProviders(
    conformingProviders.map(({ kind, path }) => ({
      name: kind,
      kind,
      baseUrl: `${server.url}${path}`,
      apiKey: `key-of-${kind}`,
    })),
    { clock: stoppedClock() },
  );
});
afterAll(async () => {
  await providers.close();
  await server.stop();
});

describe.each(conformingProviders)(
  'the limits that an answer tells of ($kind)',
  ({ kind, format, model }) => {
    const limits = kind === 'anthropic' ? anthropic : suffixed;
    const answering = (streamed: boolean, headers: Record<string, string>): WireAnswer => {
      const reply = sayOnOwnWire(format, said, streamed);
      return (response) =>
        void response.writeHead(reply.status, { ...reply.headers, ...headers }).end(reply.body);
    };
    const call = { provider: kind };

    it('D8 come with it, whole or as a stream', async () => {
      server.play(answering(false, limits(7)));
      expect(await providers.call(chatCall(model, {}, call))).toMatchObject({
        ok: true,
        rateLimits: told(7),
      });
      server.play(answering(true, limits(6)));
      const streamed = chatCall(model, {}, { ...call, onChunk: () => undefined });
      expect(await providers.call(streamed)).toMatchObject({ ok: true, rateLimits: told(6) });
    });

    it('D8 come with a refusal too', async () => {
      server.play(
        (response) => void response.writeHead(429, limits(0)).end('{"error":{"message":"slow down"}}'),
      );
      const result = await providers.call(chatCall(model, {}, call));
      expect(result).toMatchObject({ ok: false, failure: { class: 'rate_limit' }, rateLimits: told(0) });
    });

    it('are none where it does not', async () => {
      server.play(answering(false, {}));
      const result = await providers.call(chatCall(model, {}, call));
      expect(result.ok).toBe(true);
      expect(result).not.toHaveProperty('rateLimits');
    });
  },
);

describe('the limits that many answers tell of', () => {
  it('D8 come each to the call that it answers, whatever the order of the answers', async () => {
    const waiting: (() => void)[] = [];
    server.play((response, { body }) => {
      const remaining = Number((body['messages'] as { content: string }[])[0]!.content);
      const reply = sayOnOwnWire('openai', said, false);
      const answer = (): void =>
        void response.writeHead(200, { ...reply.headers, ...suffixed(remaining) }).end(reply.body);
      waiting.push(answer);
      if (waiting.length === 20) for (const next of waiting.reverse()) next();
    });
    const calls = Array.from({ length: 20 }, (_, remaining) => {
      const messages = [{ role: 'user', content: String(remaining) }];
      return providers.call(chatCall(openai.model, { messages }, { provider: 'openai' }));
    });
    const results = await Promise.all(calls);
    expect(results.map(({ rateLimits }) => rateLimits)).toEqual(results.map((_, index) => told(index)));
  });

  it('D8 come with a stream that is cut', async () => {
    server.play((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', ...suffixed(3) });
      response.write('data: {"id":"c","object":"chat.completion.chunk"', () => response.destroy());
    });
    const result = await providers.call(
      chatCall(openai.model, {}, { provider: 'openai', onChunk: () => undefined }),
    );
    expect(result).toMatchObject({ ok: false, rateLimits: told(3) });
  });
});
