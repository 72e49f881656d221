import { createProviders, type ProviderRegistry } from '../provider-registry.js';
import { conformingProviders } from './conforming-providers.fixture.js';
import { startStandIn, type StandIn } from './stand-in.fixture.js';

/** Every provider by the name of its kind, and the server that is all of them. */
export interface Stage {
  readonly standIn: StandIn;
  readonly providers: ProviderRegistry;
  stop(): Promise<void>;
}

export async function startStage(): Promise<Stage> {
  const standIn = await startStandIn();
  const providers = createProviders(
    conformingProviders.map(({ kind, path }) => ({
      name: kind,
      kind,
      baseUrl: `${standIn.url}${path}`,
      apiKey: `key-of-${kind}`,
    })),
  );
  return {
    standIn,
    providers,
    async stop() {
      await providers.close();
      await standIn.stop();
    },
  };
}
