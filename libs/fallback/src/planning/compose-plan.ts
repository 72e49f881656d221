import type { FailureCode, LlmRequest } from '#contracts';
import { estimateTokens, type TokenEstimate } from './estimate-tokens.js';
import type { Plan } from '../plan.js';
import type { RoutingConfig } from '../config/routing-config.js';
import { applyPreset, type PresetRequest } from './apply-preset.js';
import { budgetLeft, type BudgetLeft } from './budget-left.js';
import { onlyCallable, onlyDistinct, withCredentials } from './callable.js';
import type { Candidate, Selection } from './candidate.js';
import { onlyCapable } from './capable.js';
import { estimateCost } from './estimate-cost.js';
import type { Explanation } from './explain-plan.js';
import { forceOf, splitByForce, withForced, type Force } from './force-provider.js';
import { orderByHealth } from './order-by-health.js';
import { orderOfChain } from './order-of-chain.js';
import type { PlanningContext } from './planning-context.js';
import { incapableWarnings, passedOverWarnings } from './passed-over-warnings.js';
import { preferRemembered } from './prefer-remembered.js';
import { selectCandidates } from './select-candidates.js';
import { toStep } from './to-step.js';
import { uncountedWarnings } from './uncounted-warnings.js';
import { whyNone } from './why-none.js';

const mostAttempts = 64;

export type Composition =
  | {
      readonly ok: true;
      readonly plan: Plan;
      /** The request with what its preset adds. */
      readonly request: LlmRequest;
      readonly budget: BudgetLeft | null;
      readonly explanation: Explanation;
      /** What is done otherwise than the request asks for. */
      readonly warnings: readonly string[];
    }
  | {
      readonly ok: false;
      readonly code: FailureCode;
      readonly problem: string;
      /** Null when the request names what is not there. */
      readonly explanation: Explanation | null;
    };

/**
 * Decides, before any call, what a request is tried on, in which order, for how long and for how much: the candidates of
 * the config and the organization; without those that cannot be called or cannot serve it; in the chain's order; what is
 * remembered to work before what only failed; what rests behind all others; a forced provider before everything.
 */
export function composePlan(asked: LlmRequest, context: PlanningContext): Composition {
  const { config, organization, hasKey } = context;
  const preset = applyPreset(asked, config);
  if (typeof preset === 'string') return invalid(preset);
  const { request } = preset;
  const selection = selectCandidates(request, config, organization);
  if (typeof selection === 'string') return invalid(selection);
  const force = forceOf(request, context);
  if (typeof force === 'string') return invalid(force);

  const draft = withForced(selection.draft, force, request, context);
  const callable = onlyCallable(withCredentials(draft, organization), config, hasKey);
  const tokens = estimateTokens(request);
  const capable = onlyCapable(callable, request, tokens, context);
  const { kept, passedOver } = onlyDistinct(capable);
  const budget = budgetLeft(request, config, organization, context.spent);
  const { chain, why } = selection;
  const warnings = [...selection.warnings, ...preset.warnings, ...unmetWarnings(force, kept)];
  const explained = { request, chain, why, passedOver, budget, warnings };
  if (kept.length === 0) {
    const problem = whyNone(passedOver, config);
    const explanation = { ...explained, plan: null, kept };
    return { ok: false, code: 'no_provider_available', problem, explanation };
  }

  const { plan, ordered } = planOf(kept, preset, tokens, selection, force, budget, context);
  const uncallable = callable.passedOver.slice(draft.passedOver.length);
  const incapable = capable.passedOver.slice(callable.passedOver.length);
  return {
    ok: true,
    plan,
    request,
    budget,
    explanation: { ...explained, plan, kept: ordered },
    warnings: [
      ...warnings,
      ...passedOverWarnings(uncallable),
      ...incapableWarnings(incapable),
      ...uncountedWarnings(plan, request),
    ],
  };
}

/** The plan, and the candidates of its steps in their order. */
function planOf(
  kept: readonly Candidate[],
  { request, preset }: PresetRequest,
  tokens: TokenEstimate,
  selection: Selection,
  force: Force | null,
  budget: BudgetLeft | null,
  context: PlanningContext,
): { readonly plan: Plan; readonly ordered: readonly Candidate[] } {
  const { config, prices } = context;
  const { routing } = request;
  const estimateOf = (candidate: Candidate) => estimateCost(candidate, tokens, prices);
  const inOrder = orderOfChain[selection.order](kept, { ...context, estimateOf });
  const ordered = orderForNow(inOrder, force, selection.chain, context);
  const plan: Plan = {
    chain: selection.chain,
    steps: ordered.map((candidate, index) => {
      const isLast = index === ordered.length - 1;
      const isForced = candidate.step.provider === force?.provider;
      return toStep(candidate, {
        request,
        preset,
        config,
        promptTokens: tokens.input,
        estimatedUsd: estimateOf(candidate),
        isLast,
        isForced,
      });
    }),
    primary: primaryOf(selection, inOrder, force),
    organizationDefault: selection.organizationDefault,
    patienceMs: routing.timeout_ms ?? preset?.timeoutMs ?? null,
    deadline: routing.deadline === undefined ? null : Date.parse(routing.deadline),
    maxAttempts: mostAttempts,
    hedge: hedgeOf(routing, config),
    budgetUsd: budget?.usd ?? null,
  };
  return { plan, ordered };
}

const hedgeOf = (
  { hedge_after_ms: afterMs }: LlmRequest['routing'],
  { hedgeParallel: parallel }: RoutingConfig,
): Plan['hedge'] => (afterMs === undefined ? null : { afterMs, parallel });

/** B5: a request that forces a provider is told when that came to nothing. */
const unmetWarnings = (force: Force | null, kept: readonly Candidate[]): string[] =>
  force === null || force.unmet === null || kept.some(({ step }) => step.provider === force.provider)
    ? []
    : [force.unmet];

const invalid = (problem: string): Composition => ({
  ok: false,
  code: 'invalid_request',
  problem,
  explanation: null,
});

/** What memory, health and an operator make of the configured order. */
function orderForNow(
  candidates: readonly Candidate[],
  force: Force | null,
  chain: string,
  { health, memory, now }: PlanningContext,
): readonly Candidate[] {
  const { first, rest } = splitByForce(candidates, force);
  return [...first, ...orderByHealth(preferRemembered(rest, chain, { health, memory }, now), health, now)];
}

/** What the request would get if all were well; a model that it names is that even where it is not allowed or has no key. */
function primaryOf(
  { draft }: Selection,
  inOrder: readonly Candidate[],
  force: Force | null,
): Plan['primary'] {
  const forced = splitByForce(inOrder, force).first[0];
  const named = [...draft.kept, ...draft.passedOver].find(({ role }) => role === 'requested');
  return (forced ?? named ?? inOrder[0]!).step;
}
