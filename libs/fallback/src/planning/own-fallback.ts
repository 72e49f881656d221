import { classesCaughtBy, type LlmRequest, type Organization } from '#contracts';
import { isSameAddress, ownAddress } from '../config/own-address.js';
import {
  chainStep,
  providerOf,
  stepSettings,
  type ChainStep,
  type RoutingConfig,
} from '../config/routing-config.js';
import { stepName } from '../plan.js';
import { candidatesOf, type Candidate, type Selection } from './candidate.js';
import { onlyAllowed, requestedModel, withDefaultModel } from './organization-rules.js';
import { refusalWarning } from './refusal-warning.js';
import { noneCalled } from '../config/none-called.js';

type OwnFallback = NonNullable<LlmRequest['routing']['fallback']>;

/** D1, D2: the requested model, then the request's own list, and nothing else; a text says what is wrong with the list. */
export function ownFallback(
  request: LlmRequest,
  fallback: OwnFallback,
  config: RoutingConfig,
  organization: Organization | null,
): Selection | string {
  const { draft, refused } = requestedModel(request, config, organization);
  const instead = refused === null ? null : (organization?.default_model ?? null);
  const first = instead === null ? draft : withDefaultModel(draft, instead, config);

  const steps: ChainStep[] = [];
  for (const entry of fallback.enabled ? fallback.providers : []) {
    const step = stepOf(entry, config);
    if (typeof step === 'string') return step;
    steps.push(step);
  }
  const entries = candidatesOf(steps, 'chain', 'routing.fallback names it');
  const own = onlyAllowed({ kept: entries, passedOver: [] }, organization, config);

  const retries = fallback.max_retries_per_provider ?? null;
  const retried = (candidate: Candidate): Candidate => ({
    ...candidate,
    step: { ...candidate.step, retries },
  });
  return {
    chain: 'request',
    order: 'configured',
    why: 'routing.fallback says so',
    draft: {
      kept: [...first.kept, ...own.kept].map(retried),
      passedOver: [...first.passedOver, ...own.passedOver],
    },
    organizationDefault: instead,
    warnings: [
      ...(refused === null ? [] : [refusalWarning(refused, request, organization)]),
      ...own.passedOver.map(
        ({ step }) =>
          `'${stepName(step)}' of routing.fallback is not allowed for organization '${organization?.name ?? request.org}': it was passed over`,
      ),
    ],
  };
}

function stepOf(entry: OwnFallback['providers'][number], config: RoutingConfig): ChainStep | string {
  const provider = providerOf(entry.provider, config);
  if (provider === undefined && !config.unusable.has(entry.provider)) {
    return noneCalled('provider', entry.provider, config.providers.keys());
  }
  const baseUrl = ownAddress(entry.base_url, provider?.baseUrl);
  if (baseUrl !== null && !provider?.allowedBaseUrls.some((allowed) => isSameAddress(baseUrl, allowed))) {
    return `base_url ${entry.base_url} is not allowed for ${entry.provider}: add it to the provider's allowed_base_urls`;
  }
  return {
    ...chainStep(entry.provider, entry.model_name),
    baseUrl,
    settings: stepSettings(entry),
    catches: entry.catch_errors === undefined ? null : classesCaughtBy(entry.catch_errors),
  };
}
