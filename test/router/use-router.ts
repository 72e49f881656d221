import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { freePort } from '../../deploy/local/free-port.js';
import { startSimulatedProvider, type SimulatedProvider } from '../../deploy/local/simulated-provider.js';
import { AppProcess } from './app-process.js';
import { clearCache } from './clear-cache.js';
import { bothProviders, type TestStack } from './use-stack.js';

export interface TestRouter {
  readonly provider: SimulatedProvider;
  readonly router: AppProcess;
}

/** One router and its provider for all tests of a `describe`: it begins each of them as if it had learned nothing. */
export function useRouter(stack: TestStack, env: Readonly<Record<string, string>> = {}): TestRouter {
  let provider: SimulatedProvider;
  let router: AppProcess;

  beforeAll(async () => {
    provider = await startSimulatedProvider();
    router = new AppProcess('router', await freePort(), {
      ...stack.environment,
      ...bothProviders(provider),
      UNDERSTUDY_CONFIG: 'test/router/quick-recovery.yaml',
      ...env,
    });
    await router.isReady();
  });
  beforeEach(() => clearCache(stack.log, router));
  afterAll(async () => {
    await router.stop();
    await provider.stop();
  });

  return {
    get provider() {
      return provider;
    },
    get router() {
      return router;
    },
  };
}
