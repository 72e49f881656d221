import type { Failure, ProviderCall } from '#fallback';
import {
  startSimulatedProvider,
  type Behaviour,
  type SimulatedProvider,
} from '../../../deploy/local/simulated-provider.js';
import { chatCall, failureOf } from './provider-call.fixture.js';
import { createProviders, type ProviderRegistry, type ProviderSettings } from './provider-registry.js';

export interface ScriptedProvider {
  /** Named `sim`, over a real socket. */
  readonly providers: ProviderRegistry;
  readonly server: SimulatedProvider;
  /** What the server does from now on. */
  play(behaviour: Behaviour): void;
  /** The failure of one call that meets this behaviour; the server must have seen it exactly once. */
  failWith(behaviour: Behaviour, call?: Partial<ProviderCall>): Promise<Failure>;
  stop(): Promise<void>;
}

export async function startScriptedProvider(
  kind: ProviderSettings['kind'],
  apiKey: string | null,
): Promise<ScriptedProvider> {
  let behaviour: Behaviour = { kind: 'answer' };
  const server = await startSimulatedProvider({ respond: () => behaviour });
  const baseUrl = kind === 'openai' ? server.openaiBaseUrl : server.ollamaUrl;
  const providers = createProviders([{ name: 'sim', kind, baseUrl, apiKey }]);
  return {
    providers,
    server,
    play: (next) => void (behaviour = next),
    async failWith(next, call = {}) {
      behaviour = next;
      const before = server.count();
      const failure = failureOf(await providers.call(chatCall('some-model', {}, call)));
      if (server.count() !== before + 1) throw new Error(`the server saw ${server.count() - before} calls`);
      return failure;
    },
    async stop() {
      await providers.close();
      await server.stop();
    },
  };
}

export const jsonAnswer = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Behaviour => ({
  kind: 'verbatim',
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

export const htmlAnswer = (status: number, body: string): Behaviour => ({
  kind: 'verbatim',
  status,
  headers: { 'content-type': 'text/html' },
  body,
});
