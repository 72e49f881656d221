import {
  startSimulatedProvider,
  type Behaviour,
  type SimulatedCall,
  type SimulatedProvider,
} from '../../deploy/local/simulated-provider.js';

/** Whose addresses end before the version: their SDKs put it behind. */
const unversioned: ReadonlySet<string> = new Set(['azure', 'anthropic', 'gemini', 'ollama']);

type Respond = (call: SimulatedCall) => Behaviour;

/** A call, and whose server it came to. */
export interface Received {
  readonly provider: string;
  readonly call: SimulatedCall;
}

const answers: Respond = () => ({ kind: 'answer' });

/**
 * The providers of an example: a server for each on a port of its own, so that who was called is no matter of belief.
 * A server answers, until the test says what it does from then on. One that is down refuses connections, and keeps its
 * port for when it is up again.
 */
export class ProviderServers {
  /** What came, oldest first, whichever server it came to. */
  readonly received: Received[] = [];
  private readonly responds = new Map<string, Respond>();
  private readonly running = new Map<string, SimulatedProvider>();
  private readonly ports = new Map<string, number>();

  constructor(private readonly names: readonly string[]) {}

  async start(): Promise<void> {
    await Promise.all(this.names.map((name) => this.comesUp(name)));
  }

  /** From now on it does this; a map says it model by model, and other models answer. */
  does(provider: string, what: Behaviour | Respond | Readonly<Record<string, Behaviour>>): void {
    this.responds.set(provider, respondOf(what));
  }

  async goesDown(provider: string): Promise<void> {
    const server = this.running.get(provider);
    this.running.delete(provider);
    await server?.stop();
  }

  async comesUp(provider: string): Promise<void> {
    const server = await startSimulatedProvider({
      port: this.ports.get(provider) ?? 0,
      respond: (call) => {
        this.received.push({ provider, call });
        return (this.responds.get(provider) ?? answers)(call);
      },
    });
    this.ports.set(provider, server.port);
    this.running.set(provider, server);
  }

  /** Everybody is up and answers, and nobody was called. */
  async beginAnew(): Promise<void> {
    this.responds.clear();
    this.received.length = 0;
    const down = this.names.filter((name) => !this.running.has(name));
    await Promise.all(down.map((name) => this.comesUp(name)));
  }

  /** Who was called, as `provider/model`, oldest first. */
  called(): string[] {
    return this.received.map(({ provider, call }) => `${provider}/${call.model}`);
  }

  addressOf(provider: string): string {
    return `http://127.0.0.1:${this.ports.get(provider)}${unversioned.has(provider) ? '' : '/v1'}`;
  }

  /** What leads an app to these servers, whatever addresses its config has. */
  get environment(): Record<string, string> {
    return Object.fromEntries(
      this.names.flatMap((name) => {
        if (name === 'ollama') return [['OLLAMA_URL', this.addressOf(name)]];
        const prefix = name.toUpperCase();
        return [
          [`${prefix}_API_KEY`, `sk-test-of-${name}`],
          [`${prefix}_BASE_URL`, this.addressOf(name)],
        ];
      }),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.names.map((name) => this.goesDown(name)));
  }
}

function respondOf(what: Behaviour | Respond | Readonly<Record<string, Behaviour>>): Respond {
  if (typeof what === 'function') return what;
  if (isBehaviour(what)) return () => what;
  return ({ model }) => what[model] ?? { kind: 'answer' };
}

const isBehaviour = (what: Behaviour | Readonly<Record<string, Behaviour>>): what is Behaviour =>
  typeof what.kind === 'string';
