import { describe, expect, it } from '@jest/globals';
import { everyModel, type ProviderHealth } from '#contracts';
import { attempt } from './records.js';
import { useHealth, type Replica } from './use-health.js';

const health = useHealth();
const { log } = health.stack;

const told = (model: string): ProviderHealth[] => health.healthOf(`openai/${model}`);
const verdicts = (): ProviderHealth[] => told(everyModel);

interface ShownModel extends ProviderHealth {
  readonly sparkline: { readonly requests: readonly number[]; readonly failures: readonly number[] };
}

interface ShownProvider {
  readonly provider: string;
  readonly outage: ProviderHealth | null;
  readonly models: readonly ShownModel[];
}

const shownBy = async (get: Replica['get']): Promise<readonly ShownProvider[]> =>
  ((await get('/v1/status')).body as { providers: ShownProvider[] }).providers;

/** What `/v1/status` shows of a model, once that is as wanted. */
async function shown(
  { get }: Replica,
  model: string,
  wanted: (found: ShownModel) => boolean,
): Promise<ShownModel> {
  for (;;) {
    const providers = await shownBy(get);
    const found = providers.flatMap(({ models }) => models).find((each) => each.model === model);
    if (found !== undefined && wanted(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

describe('the health of a provider as a whole', () => {
  it('F2 G4 is told once by two replicas, and ends when any of its models answers', async () => {
    const [first] = [await health.start(), await health.start()];
    const models = ['a', 'b', 'c', 'd', 'e', 'f'];
    await health.attempts(...models.map((model) => attempt({ model })));
    await log.until(() => models.every((model) => told(model).length > 0));
    await health.attempts(...models.slice(0, 3).map((model) => attempt({ model, failed: 'auth' })));
    await log.until(() => models.slice(0, 3).every((model) => told(model).at(-1)?.state === 'down'));
    await log.until(() => verdicts().length > 0);
    expect(verdicts()[0]).toMatchObject({ state: 'down', reason: expect.stringMatching(/^auth: /) });
    const openai = async () => (await shownBy(first.get)).find(({ provider }) => provider === 'openai');
    // The log has it a moment before the database does.
    while (!(await openai())?.outage) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await openai()).toMatchObject({
      available: false,
      outage: { model: everyModel, state: 'down' },
    });

    await health.attempts(attempt({ model: 'f' }));
    await log.until(() => verdicts().at(-1)!.state !== 'down');
    await health.attempts(attempt({ model: 'f' }), attempt({ model: 'f' }));
    await log.until(() => verdicts().at(-1)!.state === 'healthy');
    const states = verdicts().map(({ state }) => state);
    expect(new Set(states.slice(0, states.lastIndexOf('down') + 1))).toEqual(new Set(['down']));
  });
});

describe('replicas that share the work', () => {
  it('G4 hand a model over without a flap, and number what they tell without a gap or a step back', async () => {
    const leaving = await health.start();
    const names = Array.from({ length: 8 }, (_, index) => `shared-${index}`);
    const each = (failed?: 'unavailable') =>
      names.map((model) => attempt({ model, ...(failed === undefined ? {} : { failed }) }));
    for (let round = 0; round < 15; round += 1) await health.attempts(...each());
    await log.until(() => names.every((model) => told(model).at(-1)?.requests === 15));
    const staying = await health.start();
    await leaving.stop();
    await health.attempts(...each('unavailable'));
    const found = await Promise.all(
      names.map((model) => shown(staying, model, ({ sparkline }) => sum(sparkline.failures) === 1)),
    );
    expect(found.map(({ state }) => state)).toEqual(names.map(() => 'healthy'));
    for (const model of names) {
      expect(told(model).map(({ state }) => state)).not.toContain('down');
      expect(told(model).map(({ seq }) => seq)).toEqual(told(model).map((_, index) => index + 1));
    }
  });

  it('F2 show figures that outlive them all', async () => {
    const before = await health.start();
    const answered = () => ({
      ...attempt({ model: 'figures' }),
      duration_ms: 120,
      time_to_first_token_ms: 30,
    });
    await health.attempts(answered(), answered(), {
      ...attempt({ model: 'figures', failed: 'timeout' }),
      duration_ms: 90_000,
    });
    await shown(before, 'figures', ({ sparkline }) => sum(sparkline.requests) === 3);
    await before.stop();

    const after = await health.start();
    const found = await shown(after, 'figures', () => true);
    expect(found).toMatchObject({
      requests: 3,
      failures: 1,
      by_class: { timeout: 1 },
      latency_ms: { p50: 120, p95: 120 },
      time_to_first_token_ms: { p50: 30, p95: 30 },
    });
    expect(found.sparkline.requests).toHaveLength(60);
    expect([sum(found.sparkline.requests), sum(found.sparkline.failures)]).toEqual([3, 1]);
  });
});
