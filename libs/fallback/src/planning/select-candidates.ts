import type { LlmRequest, Organization } from '#contracts';
import type { RoutingConfig, Target } from '../config/routing-config.js';
import { candidatesOf, type Selection } from './candidate.js';
import { requestedModel, withDefaultModel } from './organization-rules.js';
import { ownFallback } from './own-fallback.js';
import { refusalWarning } from './refusal-warning.js';
import { sessionRuleOf } from './session-rule.js';
import { noneCalled } from '../config/none-called.js';

/** The first line of the contract's "Which plan a request gets" that fits; a text when it names what is not there. */
export function selectCandidates(
  request: LlmRequest,
  config: RoutingConfig,
  organization: Organization | null,
): Selection | string {
  const { fallback } = request.routing;
  if (fallback !== undefined) return ownFallback(request, fallback, config, organization);
  const asked = targetOf(request, config);
  if (typeof asked === 'string') return asked;
  if (asked !== null) {
    const selection = throughTarget(asked, config);
    return typeof selection === 'string' ? selection : { ...selection, warnings: overruled(asked, request) };
  }
  return byModelAndOrganization(request, config, organization);
}

interface Asked {
  readonly target: Target;
  readonly why: string;
  /** Or by a rule of the config. */
  readonly byRequest: boolean;
}

/** The chain or tier that the request names, or that a rule of the config has for its task or session (C8). */
function targetOf({ routing, session }: LlmRequest, config: RoutingConfig): Asked | string | null {
  const { chain, tier, task } = routing;
  if (chain !== undefined) return byRequest({ kind: 'chain', name: chain }, 'routing.chain names it');
  if (tier !== undefined) return byRequest({ kind: 'tier', name: tier }, 'routing.tier names it');
  if (task !== undefined) {
    const target = config.tasks.get(task);
    if (target === undefined) return noneCalled('task', task, config.tasks.keys());
    return byRequest(target, `it serves the task '${task}'`);
  }
  const rule = sessionRuleOf(session, config);
  return rule?.target
    ? { target: rule.target, why: `it serves sessions '${rule.pattern}'`, byRequest: false }
    : null;
}

const byRequest = (target: Target, why: string): Asked => ({ target, why, byRequest: true });

/** C8: what a session gets wins over the model that its requests name, as SDKs always name one; but they are told. */
const overruled = ({ target, byRequest }: Asked, { body, session }: LlmRequest): string[] =>
  byRequest || !body.model
    ? []
    : [`${target.kind} '${target.name}' serves session '${session}': model '${body.model}' was passed over`];

function throughTarget({ target, why }: Asked, config: RoutingConfig): Selection | string {
  const chains = target.kind === 'chain' ? config.chains : config.tiers;
  const chain = chains.get(target.name);
  if (chain === undefined) return noneCalled(target.kind, target.name, chains.keys());
  return {
    chain: chain.name,
    order: chain.order,
    why,
    draft: { kept: candidatesOf(chain.steps, 'chain', `in ${target.kind} '${chain.name}'`), passedOver: [] },
    organizationDefault: null,
    warnings: [],
  };
}

/** The model that the request names, the organization's default model, its chain; the default chain if it has neither. */
function byModelAndOrganization(
  request: LlmRequest,
  config: RoutingConfig,
  organization: Organization | null,
): Selection {
  const { draft, refused } = requestedModel(request, config, organization);
  const named = (request.body.model ?? null) !== null;
  const ownChain = config.chains.get(organization?.chain ?? '') ?? null;
  // Without a model of its own to fall back from, a request takes the organization's chain before its default model.
  const defaultModel = named || ownChain === null ? (organization?.default_model ?? null) : null;
  const chain = ownChain ?? (defaultModel === null ? config.defaultChain : null);

  const models = defaultModel === null ? draft : withDefaultModel(draft, defaultModel, config);
  const inChain = ownChain === null ? 'in the default chain' : "in the organization's chain";
  return {
    chain: chain?.name ?? 'organization',
    order: chain?.order ?? 'configured',
    why: [
      ...(named ? ['the model that the request names'] : []),
      ...(defaultModel === null ? [] : ["the organization's default model"]),
      ...(chain === null ? [] : [ownChain === null ? 'the default chain' : "the organization's chain"]),
    ].join(', then '),
    draft: {
      kept: [...models.kept, ...candidatesOf(chain?.steps ?? [], 'chain', inChain)],
      passedOver: models.passedOver,
    },
    organizationDefault: defaultModel,
    warnings: [
      ...(refused === null ? [] : [refusalWarning(refused, request, organization)]),
      ...(organization?.chain && ownChain === null
        ? [`the organization's chain '${organization.chain}' is not in the config: it was passed over`]
        : []),
    ],
  };
}
