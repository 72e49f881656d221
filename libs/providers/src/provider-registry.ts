import { randomUUID } from 'node:crypto';
import type { Agent } from 'undici';
import { systemClock, type CallResult, type Clock, type ProviderCall, type ProviderPort } from '#fallback';
import { CallDeadline, type StopReason } from './call-deadline.js';
import { createHttpDispatcher } from './http-dispatcher.js';
import { createLightFetch, type Fetch } from './light-fetch.js';
import { OllamaAdapter } from './ollama-adapter.js';
import { OpenAIAdapter } from './openai-adapter.js';
import type { Endpoint, ProviderAdapter } from './provider-adapter.js';

export interface ProviderSettings {
  readonly name: string;
  /** The wire format: `openai` is every OpenAI-compatible server. */
  readonly kind: 'openai' | 'ollama';
  /** Null for the provider's own address. */
  readonly baseUrl: string | null;
  /** Null for a server that asks for none. */
  readonly apiKey: string | null;
}

export interface ProvidersOptions {
  readonly clock?: Clock;
  readonly randomId?: () => string;
}

const adapters: Record<ProviderSettings['kind'], new (endpoint: Endpoint) => ProviderAdapter> = {
  openai: OpenAIAdapter,
  ollama: OllamaAdapter,
};

const stopMessages: Record<StopReason, (call: ProviderCall) => string> = {
  timeout: (call) => `no answer within ${call.timeoutMs} ms`,
  cancelled: () => 'the call was cancelled',
};

/** Every configured provider behind one port. Adapters are made at the first call to an address, and kept. */
export class ProviderRegistry implements ProviderPort {
  readonly #settings: ReadonlyMap<string, ProviderSettings>;
  readonly #adapters = new Map<string, ProviderAdapter>();
  readonly #dispatcher: Agent = createHttpDispatcher();
  readonly #fetch: Fetch = createLightFetch(this.#dispatcher);

  constructor(
    settings: readonly ProviderSettings[],
    private readonly clock: Clock,
    private readonly randomId: () => string,
  ) {
    for (const { name, apiKey } of settings) refuseUnsendableKey(name, apiKey);
    this.#settings = new Map(settings.map((provider) => [provider.name, provider]));
  }

  async call(call: ProviderCall): Promise<CallResult> {
    const adapter = this.#adapterFor(call);
    const deadline = new CallDeadline(call.timeoutMs, call.signal, this.clock);
    try {
      return { ok: true, completion: await adapter.complete(call, deadline.signal) };
    } catch (error) {
      return {
        ok: false,
        failure: deadline.stopped ? stopFailure(deadline.stopped, call, adapter) : adapter.classify(error),
      };
    } finally {
      deadline.clear();
    }
  }

  /** Ends every connection, and with them the calls that are still under way. */
  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  #adapterFor(call: ProviderCall): ProviderAdapter {
    const settings = this.#settings.get(call.provider);
    if (settings === undefined) throw new Error(`no provider is configured under the name ${call.provider}`);
    const baseUrl = call.baseUrl ?? settings.baseUrl;
    const key = `${settings.name} ${baseUrl ?? ''}`;
    const known = this.#adapters.get(key);
    if (known !== undefined) return known;
    const made = new adapters[settings.kind]({
      baseUrl,
      apiKey: settings.apiKey,
      fetch: this.#fetch,
      clock: this.clock,
      randomId: this.randomId,
    });
    this.#adapters.set(key, made);
    return made;
  }
}

function stopFailure(reason: StopReason, call: ProviderCall, adapter: ProviderAdapter) {
  return {
    class: reason,
    type: adapter.stopTypes[reason],
    status: null,
    code: null,
    message: stopMessages[reason](call),
    retryAfterMs: null,
  };
}

/** Fetch would refuse such a key at each call, with a message that quotes it. */
function refuseUnsendableKey(name: string, apiKey: string | null): void {
  if (apiKey !== null && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new Error(`the key of provider ${name} is empty or has characters that no HTTP header can carry`);
  }
}

export function createProviders(
  settings: readonly ProviderSettings[],
  { clock = systemClock, randomId = randomUUID }: ProvidersOptions = {},
): ProviderRegistry {
  return new ProviderRegistry(settings, clock, randomId);
}
