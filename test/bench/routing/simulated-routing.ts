import { loadRoutingConfig, type RoutingConfig } from '#fallback';
import { createProviders, type ProviderRegistry } from '#providers';
import { startSimulatedProviders } from '../simulated-providers.js';
import { DirectCalls } from './direct-calls.js';

const names = ['first', 'second', 'third', 'fourth', 'fifth'];

/** Steps, `first/model`, `second/model` and so on, by the chain's name. */
type Chains = Readonly<Record<string, readonly string[]>>;

/** Simulated providers, each at an address of its own, as a config names them and as adapters and undici call them. */
export interface SimulatedRouting {
  readonly config: RoutingConfig;
  readonly providers: ProviderRegistry;
  readonly direct: DirectCalls;
}

/** Lends them, and takes them down afterwards. */
export async function withSimulatedRouting<T>(
  chains: Chains,
  use: (routing: SimulatedRouting) => Promise<T>,
): Promise<T> {
  const simulated = await startSimulatedProviders(names.length);
  try {
    const addresses = new Map(names.map((name, index) => [name, simulated.addresses[index]!]));
    const config = configOf(addresses, chains);
    const providers = createProviders([...config.providers.values()]);
    const direct = new DirectCalls(addresses);
    return await use({ config, providers, direct }).finally(() =>
      Promise.all([providers.close(), direct.close()]),
    );
  } finally {
    await simulated.stop();
  }
}

const price = { input_per_million: 1, output_per_million: 2 };

/** As a file says it: JSON is YAML. */
function configOf(addresses: ReadonlyMap<string, string>, chains: Chains): RoutingConfig {
  const steps = Object.values(chains).flat();
  const file = {
    providers: Object.fromEntries(
      [...addresses].map(([name, address]) => [name, { kind: 'openai', base_url: address }]),
    ),
    chains: Object.fromEntries(Object.entries(chains).map(([name, ofChain]) => [name, { steps: ofChain }])),
    prices: Object.fromEntries(steps.map((step) => [step, price])),
  };
  return loadRoutingConfig({}, JSON.stringify(file));
}
