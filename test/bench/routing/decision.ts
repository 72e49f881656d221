import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Organization } from '#contracts';
import { loadRoutingConfig, runPlan, systemClock, type Plan, type Prices } from '#fallback';
import { checkoutRoot } from '../../../deploy/local/checkout-root.js';
import { measure } from '../measure.js';
import { figure, takesUnder, type Suite } from '../suite.js';
import { chatRequest } from './chat-request.js';
import { instantProvider } from './instant-provider.js';
import { RoutingCore } from './routing-core.js';

const key = 'bench-not-a-key';
const environment = {
  OPENAI_API_KEY: key,
  OPENAI_MODEL_NAME: 'gpt-4o-mini',
  TOGETHER_API_KEY: key,
  TOGETHER_MODEL_NAME: 'Qwen/Qwen2.5-7B-Instruct-Turbo',
};

const organization = Organization.parse({
  org: 'acme',
  name: 'Acme Inc',
  allowed_models: ['openai/gpt-4o', 'openai/gpt-4o-mini'],
  default_model: 'openai/gpt-4o-mini',
  admins: ['ada@acme.example'],
  budgets: { request_usd: 1, session_usd: 5, daily_usd: 20, monthly_usd: 200 },
  keys: { openai: 'ACME_OPENAI_KEY' },
});

const plain = chatRequest();
const ofOrganization = chatRequest({}, { org: 'acme', session: 'chat-42' }, { model: 'gpt-4o' });

/** What the router thinks before and between calls: how much of a request's time and of a core that takes. */
export const decision: Suite = {
  id: 'decision',
  name: 'Decision',
  about:
    'Composing a plan and walking it, without any I/O: providers are in memory and answer or refuse at once. Requests of\n' +
    'some 2,000 characters; the seven steps are those of deploy/examples/long-chain.yaml.',
  unit: 'µs',
  run: async () => {
    const config = loadRoutingConfig(environment);
    const core = new RoutingCore(config, instantProvider());
    const spent = { sessionUsd: 0.5, dayUsd: 2, monthUsd: 20 };
    const restricted = new RoutingCore(config, instantProvider(), { organization, spent });
    const long = new RoutingCore(await longChain(), instantProvider());
    for (const one of [core, long]) await one.walk(one.compose(plain));
    await restricted.walk(restricted.compose(ofOrganization));

    const { plan } = core.compose(plain);
    const seven = long.compose(plain).plan;
    const timed = await measure(
      {
        plain: { run: () => core.compose(plain) },
        restricted: { run: () => restricted.compose(ofOrganization) },
        seven: { run: () => long.compose(plain) },
        walk: { run: () => walkAlone(plan, new Set()) },
        walkSeven: { run: () => walkAlone(seven, sixOf(seven)) },
        whole: { run: () => core.walk(core.compose(plain)) },
      },
      { rounds: 10, turns: 20, warmUp: 40, repeats: 100 },
    );

    const against = { name: 'a plan', rounds: timed.plain };
    return [
      figure('a plan', timed.plain),
      figure('… for an organization with budgets', timed.restricted, { against }),
      figure('… of seven steps', timed.seven, { against }),
      figure('walk, one step that answers', timed.walk),
      figure('walk, seven steps, the last answers', timed.walkSeven, {
        against: { name: 'walk, one step that answers', rounds: timed.walk },
      }),
      figure('a request: plan, walk, health, memory', timed.whole, { target: takesUnder(0.5) }),
    ];
  },
};

async function longChain() {
  const file = await readFile(join(checkoutRoot, 'deploy/examples/long-chain.yaml'), 'utf8');
  return loadRoutingConfig({ OPENAI_API_KEY: key, GEMINI_API_KEY: key, TOGETHER_API_KEY: key }, file);
}

const sixOf = ({ steps }: Plan): Set<string> => new Set(steps.slice(0, -1).map(({ model }) => model));

const noPrices: Prices = { costUsd: () => null, versionOf: () => 'none', contextWindow: () => null };

async function walkAlone(plan: Plan, refusing: ReadonlySet<string>): Promise<void> {
  const provider = instantProvider(refusing);
  const { kind } = await runPlan(plan, {
    call: ({ of, timeoutMs }, signal) =>
      provider.call({ ...of, request: plain, timeoutMs, onChunk: null, signal }),
    prices: noPrices,
    isResting: () => false,
    limits: { isLimited: () => false, admit: () => Promise.resolve(null) },
    clock: systemClock,
    random: Math.random,
    signal: new AbortController().signal,
    stopping: new AbortController().signal,
    onEvent: () => {},
  });
  if (kind !== 'answered') throw new Error('the walk of an instant plan was not answered');
}
