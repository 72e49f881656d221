import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { topics, type Alert, type AlertName, type ProviderHealth } from '#contracts';
import type { SimulatedCall } from '../../deploy/local/simulated-call.js';
import type { Behaviour, SimulatedProvider } from '../../deploy/local/simulated-provider.js';
import { useStack } from '../router/use-stack.js';
import { allIsTold } from './all-is-told.js';

const stack = useStack();
const { log } = stack;

interface Outage {
  /** What its provider does, and the name of that provider. */
  readonly name: string;
  readonly during: (nthCall: number) => Behaviour;
  readonly alert: { readonly alertname: AlertName; readonly severity: Alert['labels']['severity'] } | null;
}

const warning = (alertname: AlertName) => ({ alertname, severity: 'warning' }) as const;
const critical = (alertname: AlertName) => ({ alertname, severity: 'critical' }) as const;

/** What happens, and what people are told of it. */
const outages: readonly Outage[] = [
  { name: 'down', during: () => ({ kind: 'unavailable' }), alert: warning('ProviderDown') },
  {
    name: 'flapping',
    // Well for as long as it takes to be healthy again.
    during: (nth) => ({ kind: nth % 4 === 0 ? 'unavailable' : 'answer' }),
    alert: warning('ProviderDown'),
  },
  { name: 'slow', during: () => ({ kind: 'hang' }), alert: warning('ProviderDown') },
  { name: 'limited', during: () => ({ kind: 'rate-limited', retryAfterSeconds: 1 }), alert: null },
  { name: 'spent', during: () => ({ kind: 'quota' }), alert: critical('ProviderQuotaExhausted') },
  { name: 'revoked', during: () => ({ kind: 'auth' }), alert: critical('ProviderAuthFailed') },
  { name: 'removed', during: () => ({ kind: 'model-not-found' }), alert: warning('ModelNotFound') },
];

const expected = outages.flatMap(({ name, alert }) => (alert === null ? [] : [{ name, ...alert }]));

/** The first of its chain and the one that rescues it. */
const config = `
providers:
${['steady', 'marker', ...outages.map(({ name }) => name)]
  .map((name) => `  ${name}: { kind: openai, timeout_seconds: 1 }`)
  .join('\n')}
chains:
${['marker', ...outages.map(({ name }) => name)]
  .map((name) => `  ${name}: { steps: [${name}/${name}-1, steady/steady-1] }`)
  .join('\n')}
default_chain: down
health: { cooldown_seconds: 1 }
alerts:
  rules:
    ModelNotFound: { keep_firing_for_seconds: 1 }
    FallbackRateHigh: { minimum: 100000 }
`;

const addresses = ({ openaiBaseUrl }: SimulatedProvider): Record<string, string> =>
  Object.fromEntries(
    ['steady', 'marker', ...outages.map(({ name }) => name)].flatMap((name) => [
      [`${name.toUpperCase()}_BASE_URL`, openaiBaseUrl],
      [`${name.toUpperCase()}_API_KEY`, 'test-not-a-real-key'],
    ]),
  );

let count = 0;
const line = (chain: string, model?: string) => ({
  custom_id: `outage-${(count += 1)}`,
  method: 'POST',
  url: '/v1/chat/completions',
  org: chain,
  body: { model, messages: [{ role: 'user', content: 'Hello' }] },
  ...(model === undefined ? { routing: { chain } } : {}),
});

/** Asks over all partitions, so that every router has its part, and resolves when all are answered. */
async function ask(...chains: string[]): Promise<void> {
  const requests = chains.map((chain) => line(chain));
  await log.send(
    requests.map((request) => ({
      partition: Number(request.custom_id.split('-')[1]) % topics.requests.partitions,
      value: JSON.stringify(request),
    })),
  );
  for (const { custom_id: id } of requests) expect((await log.endOf(id)).topic).toBe('responses');
}

const told = (provider: string): Alert[] =>
  log
    .on('alerts')
    .map(({ value }) => value as Alert)
    .filter(({ labels }) => labels.provider === provider);

/** How often a provider's model that was healthy went down. */
function outagesOf(name: string): number {
  const states = log
    .on('providerHealth')
    .filter(({ key }) => key === `${name}/${name}-1`)
    .map(({ value }) => (value as ProviderHealth).state);
  return states.filter((state, index) => state === 'down' && states[index - 1] === 'healthy').length;
}

/** How many of the expected alerts are as far as that. */
const reached = (status: Alert['status']): number =>
  expected.filter(({ name }) => told(name).some((alert) => alert.status === status)).length;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-outages-'));
  file = join(folder, 'understudy.yaml');
  await writeFile(file, config);
});
afterEach(() => rm(folder, { recursive: true }));

describe('outages, told to two routers and two health replicas', () => {
  it('G5 give exactly the alerts of the table, each opened and resolved once, though a replica is killed in the middle', async () => {
    const failing = new Set<string>();
    const calls = new Map<string, number>();
    const provider = await stack.startProvider({
      respond: ({ model }: SimulatedCall): Behaviour => {
        const name = model.replace(/-1$/, '');
        const outage = outages.find((each) => each.name === name);
        if (name === 'marker') return { kind: 'auth' };
        if (outage === undefined || !failing.has(name)) return { kind: 'answer' };
        calls.set(name, (calls.get(name) ?? 0) + 1);
        return outage.during(calls.get(name)! - 1);
      },
    });
    const env = { ...addresses(provider), UNDERSTUDY_CONFIG: file };
    const killed = await stack.launch('health', env);
    const apps = [
      killed,
      ...(await Promise.all((['health', 'router', 'router'] as const).map((app) => stack.launch(app, env)))),
    ];
    await Promise.all(apps.map((app) => app.isReady()));
    const everybody = outages.map(({ name }) => name);
    await ask(...everybody);

    for (const name of ['down', 'revoked']) failing.add(name);
    while (reached('firing') < failing.size) await ask(...everybody);
    await allIsTold(stack.databaseUrl);
    killed.kill('SIGKILL');
    await killed.exited;
    for (const name of everybody) failing.add(name);
    while (reached('firing') < expected.length || outagesOf('flapping') < 2) await ask(...everybody);
    expect(reached('resolved')).toBe(0);

    failing.clear();
    // By default it keeps firing long enough for what flaps to be one incident: the test need not wait for its end.
    await writeFile(file, `${config}    ProviderDown: { keep_firing_for_seconds: 0 }\n`);
    while (reached('resolved') < expected.length) await ask(...everybody);
    await ask(...everybody, 'marker');
    await log.until(() => told('marker').length > 0);

    const found = everybody.map((name) => ({
      name,
      alerts: told(name).map(({ status, labels: { alertname, severity } }) => ({
        status,
        alertname,
        severity,
      })),
    }));
    expect(found).toEqual(
      outages.map(({ name, alert }) => ({
        name,
        alerts:
          alert === null
            ? []
            : [
                { status: 'firing', ...alert },
                { status: 'resolved', ...alert },
              ],
      })),
    );
    expect(log.on('alerts')).toHaveLength(2 * expected.length + told('marker').length);
    expect(log.on('failures')).toEqual([]);

    const numbers = new Map<string, number[]>();
    for (const { key, value } of log.on('providerHealth')) {
      const { seq } = value as ProviderHealth;
      numbers.set(key!, [...(numbers.get(key!) ?? []), seq]);
    }
    for (const seqs of numbers.values()) expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });
});

describe('a router that starts in the middle of an outage', () => {
  it('G4 F2 sends nothing to the dead provider, neither for the model that failed nor for one that nobody called', async () => {
    await writeFile(file, config.replace('cooldown_seconds: 1', 'cooldown_seconds: 600'));
    const provider = await stack.startProvider({
      respond: ({ model }) => (model.startsWith('revoked') ? { kind: 'auth' } : { kind: 'answer' }),
    });
    const env = {
      ...addresses(provider),
      UNDERSTUDY_CONFIG: file,
    };
    await stack.start('health', env);
    const first = await stack.start('router', env);
    await ask('revoked');
    const isTold = () =>
      log.on('providerHealth').findLast(({ key }) => key === 'revoked/*')?.value.state === 'down';
    await log.until(isTold);
    await first.stop();
    expect(provider.count('revoked-1')).toBe(1);

    await stack.start('router', env);
    await ask('revoked', 'revoked');
    const other = line('default', 'revoked/revoked-2');
    await log.ask(other);
    expect((await log.endOf(other.custom_id)).value.routing.provider).not.toBe('revoked');
    expect(provider.count('revoked-1')).toBe(1);
    expect(provider.count('revoked-2')).toBe(0);
  });
});
