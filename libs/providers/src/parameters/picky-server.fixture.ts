import type { ProviderCall } from '#fallback';
import { startSimulatedProvider, type Behaviour } from '../../../../deploy/local/simulated-provider.js';
import { chatCall, completionOf } from '../provider-call.fixture.js';
import { createProviders, type ProviderRegistry, type ProviderSettings } from '../provider-registry.js';
import { jsonAnswer } from '../scripted-provider.fixture.js';

type Body = Readonly<Record<string, unknown>>;

/** What became of a call that was answered. */
export interface Sent {
  /** The parameters that were answered to. */
  readonly sent: Body;
  readonly warnings: readonly string[];
  readonly requests: number;
}

/** An OpenAI-compatible server, named `sim`, that answers every body but those it objects to. */
export interface PickyServer {
  readonly providers: ProviderRegistry;
  readonly settings: ProviderSettings;
  /** Null: an answer. */
  objectTo(objection: (body: Body) => Behaviour | null): void;
  /** Takes everything but this. */
  refuse(parameter: string, status: number, error: unknown): void;
  refuseInWords(parameter: string, message: string): void;
  count(): number;
  send(call: ProviderCall): Promise<Sent>;
  ask(model: string, body: object, call?: Partial<ProviderCall>): Promise<Sent>;
  /** Lets the clock go on. */
  pass(ms: number): void;
  stop(): Promise<void>;
}

export async function startPickyServer(): Promise<PickyServer> {
  let now = Date.parse('2026-01-01T00:00:00Z');
  let objection: (body: Body) => Behaviour | null = () => null;
  const server = await startSimulatedProvider({
    respond: ({ body }) => objection(body) ?? { kind: 'answer' },
  });
  const settings = {
    name: 'sim',
    kind: 'openai',
    baseUrl: server.openaiBaseUrl,
    apiKey: 'sk-test-01',
  } as const;
  const providers = createProviders([settings], {
    clock: { now: () => now, sleep: () => new Promise(() => undefined) },
  });
  const picky: PickyServer = {
    providers,
    settings,
    objectTo: (next) => void (objection = next),
    refuse: (parameter, status, error) =>
      picky.objectTo((body) => (parameter in body ? jsonAnswer(status, error) : null)),
    refuseInWords: (parameter, message) => picky.refuse(parameter, 400, { error: { message, code: null } }),
    count: () => server.count(),
    async send(call) {
      const before = server.count();
      const { warnings } = completionOf(await providers.call(call));
      const { model: _model, messages: _messages, input: _input, ...sent } = server.calls.at(-1)!.body;
      return { sent, warnings, requests: server.count() - before };
    },
    ask: (model, body, call = {}) => picky.send(chatCall(model, body, call)),
    pass: (ms) => void (now += ms),
    async stop() {
      await providers.close();
      await server.stop();
    },
  };
  return picky;
}

export const untouched = (sent: Body): Sent => ({ sent, warnings: [], requests: 1 });
