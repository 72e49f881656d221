import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  startSimulatedProvider,
  type Behaviour,
  type SimulatedProvider,
} from '../../../deploy/local/simulated-provider.js';
import { chatCall, completionOf, failureOf } from './provider-call.fixture.js';
import { createProviders, type ProviderRegistry, type ProviderSettings } from './provider-registry.js';

let before: SimulatedProvider;
let after: SimulatedProvider;
let providers: ProviderRegistry;
let arrived = (): void => undefined;

const slow: Behaviour = { kind: 'answer', afterMs: 50 };

beforeAll(async () => {
  before = await startSimulatedProvider({
    respond: () => {
      arrived();
      return slow;
    },
  });
  after = await startSimulatedProvider();
});
afterAll(() => Promise.all([before.stop(), after.stop()]));

const at = (server: SimulatedProvider, apiKey: string): ProviderSettings[] => [
  { name: 'openai', kind: 'openai', baseUrl: server.openaiBaseUrl, apiKey },
];
beforeEach(() => {
  providers = createProviders(at(before, 'old-key'));
});
afterEach(() => providers.close());

const call = chatCall('some-model', {}, { provider: 'openai' });

describe('adopting new settings', () => {
  it('holds for the calls that start from then on; running ones end as they began', async () => {
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    const running = providers.call(call);
    await arrival;
    providers.adopt(at(after, 'new-key'));
    completionOf(await providers.call(call));
    expect(after.calls.at(-1)?.headers.authorization).toBe('Bearer new-key');
    completionOf(await running);
    expect(before.calls.at(-1)?.headers.authorization).toBe('Bearer old-key');
  });

  it('leaves the old ones when the new cannot be used', async () => {
    expect(() => providers.adopt(at(after, 'bad\nkey'))).toThrow('the key of provider openai');
    const seen = before.count();
    completionOf(await providers.call(call));
    expect(before.count()).toBe(seen + 1);
  });

  it('fails the steps of a plan whose provider is gone, for the next to be tried', async () => {
    providers.adopt([]);
    expect(failureOf(await providers.call(call))).toMatchObject({
      class: 'model_not_found',
      message: 'provider openai was taken out of the configuration while the request was under way',
    });
    providers.adopt(at(after, 'new-key'));
    completionOf(await providers.call(call));
  });
});
