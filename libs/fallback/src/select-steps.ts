import { classesCaughtBy, type LlmRequest } from '#contracts';
import { chainStep, type ChainStep, type RoutingConfig } from './config/routing-config.js';
import { resolveModel } from './resolve-model.js';

/** The steps that a request gets, in order and before health is looked at; or what is wrong with what it asks for. */
export type Selection =
  | { readonly ok: true; readonly chain: string; readonly steps: readonly ChainStep[] }
  | { readonly ok: false; readonly problem: string };

/** The first line of the contract's "Which plan a request gets" that fits. */
export function selectSteps(request: LlmRequest, config: RoutingConfig): Selection {
  const { routing, body } = request;
  const requested = body.model === undefined ? [] : resolveModel(body.model, config);
  const defaults = config.defaultChain;

  if (routing.fallback !== undefined) return ownFallback(routing.fallback, requested, config);
  if (routing.chain !== undefined) return namedChain(routing.chain, config);
  if (routing.tier !== undefined) return unknown('tier', routing.tier, []);
  if (routing.task !== undefined) return unknown('task', routing.task, []);
  if (body.model !== undefined)
    return { ok: true, chain: defaults.name, steps: [...requested, ...defaults.steps] };
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
      return unknown('provider', entry.provider, [...config.providers.keys()]);
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

function namedChain(name: string, config: RoutingConfig): Selection {
  const chain = config.chains.get(name);
  if (chain === undefined) return unknown('chain', name, [...config.chains.keys()]);
  return { ok: true, chain: chain.name, steps: chain.steps };
}

function unknown(kind: string, name: string, known: readonly string[]): Selection {
  const list = known.length === 0 ? `the config defines no ${kind}s` : `known are ${known.join(', ')}`;
  return { ok: false, problem: `no ${kind} is called '${name}'; ${list}` };
}
