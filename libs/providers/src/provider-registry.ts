import { randomUUID } from 'node:crypto';
import {
  systemClock,
  type CallResult,
  type Clock,
  type Completion,
  type Failure,
  type ProviderCall,
  type ProviderKind,
  type ProviderPort,
} from '#fallback';
import { CallDeadline, type Stop } from './http/call-deadline.js';
import { ClassifiedError } from './failures/classified-error.js';
import { withoutPrompt } from './failures/without-prompt.js';
import { HttpPaths } from './http/http-paths.js';
import { LimitListener } from './http/rate-limits/limit-listener.js';
import { adapters } from './known-adapters.js';
import { LeastRecentlyUsed } from './least-recently-used.js';
import { isSendable, organizationKey } from './organization-key.js';
import { ParameterMemory } from './parameters/parameter-memory.js';
import { withUsage } from './prices/estimated-usage.js';
import type { ProviderAdapter } from './provider-adapter.js';
import { SpentError } from './failures/spent-error.js';
import { runStream } from './streaming/run-stream.js';

export interface ProviderSettings {
  readonly name: string;
  /** The wire format: `openai` is every OpenAI-compatible server. */
  readonly kind: ProviderKind;
  /** Null for the provider's own address. */
  readonly baseUrl: string | null;
  /** Null for a server that asks for none. */
  readonly apiKey: string | null;
  /** The longest that a stream may take to its first token, in ms; null, the default: as long as the call may. */
  readonly firstTokenTimeoutMs?: number | null;
  /** The longest that a stream may be silent after its first token, in ms. Default: 30 s; null: as long as the call may. */
  readonly idleTimeoutMs?: number | null;
  /** May calls share a connection, where the server offers HTTP/2? Default: no. */
  readonly http2?: boolean;
  /** Connections to one origin at once; null, the default: as many as there are calls. */
  readonly maxConnections?: number | null;
}

export interface ProvidersOptions {
  readonly clock?: Clock;
  readonly randomId?: () => string;
  /** The key that a variable holds which an organization names for its own; null where there is none. */
  readonly keyOf?: (variable: string) => string | null;
}

/** Organizations times addresses may be many. */
const keptAdapters = 1_000;

const defaultIdleTimeoutMs = 30_000;

/**
 * Every configured provider behind one port.
 *
 * A call sees the settings that hold when it starts, to its end: `adopt` replaces them for those that start later.
 * An adapter is made at the first call to an address with a key, and kept while it is in use.
 */
export class ProviderRegistry implements ProviderPort {
  #settings: ReadonlyMap<string, ProviderSettings> = new Map();
  /** Names that were configured once: a plan that began before a reload may still come to them. */
  readonly #retired = new Set<string>();
  readonly #adapters = new LeastRecentlyUsed<ProviderAdapter>(keptAdapters);
  readonly #paths = new HttpPaths();
  readonly #listener: LimitListener;
  readonly #memory: ParameterMemory;

  constructor(
    settings: readonly ProviderSettings[],
    private readonly options: Required<ProvidersOptions>,
  ) {
    this.#listener = new LimitListener(options.clock);
    this.#memory = new ParameterMemory(options.clock);
    this.adopt(settings);
  }

  /** Throws on settings that cannot be used; those from before then stay. */
  adopt(settings: readonly ProviderSettings[]): void {
    for (const { name, apiKey } of settings) refuseUnsendableKey(name, apiKey);
    for (const name of this.#settings.keys()) this.#retired.add(name);
    this.#settings = new Map(settings.map((provider) => [provider.name, provider]));
    this.#adapters.clear();
  }

  async call(call: ProviderCall): Promise<CallResult> {
    const settings = this.#settings.get(call.provider);
    if (settings === undefined) return { ok: false, failure: this.#unconfigured(call.provider) };
    const apiKey =
      call.credential === null ? settings.apiKey : organizationKey(call.credential, this.options.keyOf);
    if (apiKey !== null && typeof apiKey !== 'string') return { ok: false, failure: apiKey };
    const adapter = this.#adapterFor(settings, call.baseUrl ?? settings.baseUrl, apiKey);
    return this.#listener.during(() => this.#attempt(call, settings, adapter));
  }

  /** Ends every connection, and with them the calls that are still under way. */
  async close(): Promise<void> {
    await this.#paths.close();
  }

  async #attempt(
    call: ProviderCall,
    settings: ProviderSettings,
    adapter: ProviderAdapter,
  ): Promise<CallResult> {
    const deadline = new CallDeadline(call.timeoutMs, call.signal, this.options.clock);
    try {
      deadline.signal.throwIfAborted();
      const completion = await this.#complete(call, settings, adapter, deadline);
      return { ok: true, completion: withUsage(completion, call.request) };
    } catch (error) {
      const spent = error instanceof SpentError ? { usage: error.usage } : {};
      const failure = failureOf(error instanceof SpentError ? error.cause : error, deadline.stopped, adapter);
      const message = withoutPrompt(failure.message, call.request);
      return { ok: false, failure: { ...failure, ...spent, message } };
    } finally {
      deadline.clear();
    }
  }

  #complete(
    call: ProviderCall,
    { firstTokenTimeoutMs = null, idleTimeoutMs = defaultIdleTimeoutMs }: ProviderSettings,
    adapter: ProviderAdapter,
    deadline: CallDeadline,
  ): Promise<Completion> {
    const { onChunk } = call;
    if (onChunk === null || call.request.url !== '/v1/chat/completions') {
      return adapter.complete(call, deadline.signal);
    }
    const limits = { firstTokenTimeoutMs, idleTimeoutMs };
    return runStream({ call, onChunk, adapter, limits, deadline, clock: this.options.clock });
  }

  #adapterFor(settings: ProviderSettings, baseUrl: string | null, apiKey: string | null): ProviderAdapter {
    const { kind, http2 = false, maxConnections = null } = settings;
    const key = `${kind} ${http2} ${maxConnections} ${baseUrl ?? ''} ${apiKey ?? ''}`;
    const known = this.#adapters.get(key);
    if (known !== undefined) return known;
    const { clock, randomId } = this.options;
    const made = adapters[kind]({
      baseUrl,
      apiKey,
      fetch: this.#listener.listening(this.#paths.fetchOn({ http2, maxConnections })),
      clock,
      randomId,
      memory: this.#memory,
    });
    this.#adapters.set(key, made);
    return made;
  }

  #unconfigured(provider: string): Failure {
    if (!this.#retired.has(provider)) {
      throw new Error(`no provider is configured under the name ${provider}`);
    }
    const text = `provider ${provider} was taken out of the configuration while the request was under way`;
    return new ClassifiedError('model_not_found', 'NotFoundError', text).toFailure(null);
  }
}

function failureOf(error: unknown, stopped: Stop | null, adapter: ProviderAdapter): Failure {
  if (stopped === null) return adapter.classify(error);
  const { reason, message } = stopped;
  const type = adapter.stopTypes[reason];
  return { class: reason, type, status: null, code: null, message, retryAfterMs: null };
}

function refuseUnsendableKey(name: string, apiKey: string | null): void {
  if (apiKey !== null && !isSendable(apiKey)) {
    throw new Error(`the key of provider ${name} is empty or has characters that no HTTP header can carry`);
  }
}

export function createProviders(
  settings: readonly ProviderSettings[],
  { clock = systemClock, randomId = randomUUID, keyOf = () => null }: ProvidersOptions = {},
): ProviderRegistry {
  return new ProviderRegistry(settings, { clock, randomId, keyOf });
}
