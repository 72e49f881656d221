import { classesCaughtBy, type LlmRequest } from '#contracts';
import { chainStep, type Chain, type ChainStep, type RoutingConfig } from './config/routing-config.js';
import { resolveModel } from './resolve-model.js';

/** The steps that a request gets, in order and before health is looked at; or what is wrong with what it asks for. */
export type Selection =
  | { readonly ok: true; readonly chain: string; readonly steps: readonly ChainStep[] }
  | { readonly ok: false; readonly problem: string };

/** The first line of the contract's "Which plan a request gets" that fits. */
export function selectSteps(request: LlmRequest, config: RoutingConfig): Selection {
  const { routing, body } = request;
  const model = body.model ?? null;
  const requested = model === null ? [] : resolveModel(model, config);
  const defaults = config.defaultChain;

  if (routing.fallback !== undefined) return ownFallback(routing.fallback, requested, config);
  if (routing.chain !== undefined) return named('chain', routing.chain, config.chains);
  if (routing.tier !== undefined) return named('tier', routing.tier, config.tiers);
  if (routing.task !== undefined) {
    const tier = config.tasks.get(routing.task);
    if (tier === undefined) return unknown('task', routing.task, config.tasks.keys());
    return named('tier', tier, config.tiers);
  }
  if (model !== null) return { ok: true, chain: defaults.name, steps: [...requested, ...defaults.steps] };
  return { ok: true, chain: defaults.name, steps: defaults.steps };
}

type OwnFallback = NonNullable<LlmRequest['routing']['fallback']>;

function ownFallback(
  fallback: OwnFallback,
  requested: readonly ChainStep[],
  config: RoutingConfig,
): Selection {
  const steps: ChainStep[] = [];
  for (const entry of fallback.enabled ? fallback.providers : []) {
    const provider = config.providers.get(entry.provider);
    if (provider === undefined) {
      if (config.unusable.has(entry.provider)) continue;
      return unknown('provider', entry.provider, config.providers.keys());
    }
    const { base_url: baseUrl } = entry;
    if (baseUrl !== undefined && ![provider.baseUrl, ...provider.allowedBaseUrls].includes(baseUrl)) {
      const problem = `base_url ${baseUrl} is not allowed for ${entry.provider}: add it to the provider's allowed_base_urls`;
      return { ok: false, problem };
    }
    steps.push({
      ...chainStep(entry.provider, entry.model_name),
      baseUrl: baseUrl === undefined || baseUrl === provider.baseUrl ? null : baseUrl,
      settings: {
        ...(entry.max_tokens === undefined ? {} : { maxTokens: entry.max_tokens }),
        ...(entry.temperature === undefined ? {} : { temperature: entry.temperature }),
      },
      catches: entry.catch_errors === undefined ? null : classesCaughtBy(entry.catch_errors),
    });
  }
  const retries = fallback.max_retries_per_provider ?? null;
  return {
    ok: true,
    chain: 'request',
    steps: [...requested, ...steps].map((step) => ({ ...step, retries })),
  };
}

function named(kind: string, name: string, chains: ReadonlyMap<string, Chain>): Selection {
  const chain = chains.get(name);
  if (chain === undefined) return unknown(kind, name, chains.keys());
  return { ok: true, chain: chain.name, steps: chain.steps };
}

function unknown(kind: string, name: string, known: Iterable<string>): Selection {
  const names = [...known];
  const list = names.length === 0 ? `the config defines no ${kind}s` : `known are ${names.join(', ')}`;
  return { ok: false, problem: `no ${kind} is called '${name}'; ${list}` };
}
