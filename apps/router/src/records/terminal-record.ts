import {
  resultIdPrefix,
  type FailureCode,
  type LlmAnswer,
  type LlmFailure,
  type LlmRequest,
  type ProviderError,
  type Routing,
  type RoutingAttempt,
} from '#contracts';
import {
  customerMessage,
  explainPlan,
  failedAttempts,
  failureMessage,
  needsHandoff,
  stepName,
  toAttemptError,
  type Composition,
  type EndedAttempt,
  type FailedAttempt,
  type PlanOutcome,
  type SucceededAttempt,
} from '#fallback';

/** What both kinds of terminal record say of the request. Times are ms. */
export interface Ending {
  /** `resp_…`: the same each time the record is sent. */
  readonly id: string;
  readonly request: LlmRequest;
  /** Its organization as people know it. */
  readonly organization: string;
  /** Null where nothing came of the request before it could be planned. */
  readonly composition: Composition | null;
  readonly durationMs: number;
  readonly queuedMs: number;
}

export function answerRecord(ending: Ending, outcome: Extract<PlanOutcome, { kind: 'answered' }>): LlmAnswer {
  const { completion } = outcome.by;
  return {
    id: ending.id,
    custom_id: ending.request.custom_id,
    response: { status_code: 200, request_id: completion.requestId ?? ending.id, body: completion.body },
    error: null,
    org: ending.request.org,
    routing: routingOf(ending, outcome.attempts, outcome.by),
    metadata: ending.request.metadata,
  };
}

/** @param details what was wrong, where no attempt says it */
export function failureRecord(
  ending: Ending,
  code: FailureCode,
  attempts: readonly EndedAttempt[],
  details: readonly string[] = [],
): LlmFailure {
  const { composition, organization: org } = ending;
  const organizationDefault = composition?.ok ? composition.plan.organizationDefault : null;
  const errors = failedAttempts(attempts).map(providerError);
  return {
    id: ending.id,
    custom_id: ending.request.custom_id,
    response: null,
    error: {
      code,
      message: failureMessage(code, attempts, { org, organizationDefault, details }),
      customer_message: customerMessage(code),
      handoff: needsHandoff(code),
      attempted_providers: [...new Set(attempts.map(({ of }) => of.provider))],
      last_error: errors.at(-1) ?? null,
      errors,
    },
    org: ending.request.org,
    routing: routingOf(ending, attempts, null),
    metadata: ending.request.metadata,
  };
}

export const newResultId = (uuid: string): string => `${resultIdPrefix}${uuid}`;

function routingOf(
  { request, composition, durationMs, queuedMs }: Ending,
  attempts: readonly EndedAttempt[],
  by: SucceededAttempt | null,
): Routing {
  // As walked: where attempts ran at the same time, they ended in another order.
  const walked = attempts.toSorted((a, b) => a.startedAt - b.startedAt || a.step - b.step);
  const chain = [...new Set(walked.map(({ of }) => stepName(of)))];
  const primary = composition?.ok ? composition.plan.primary : null;
  const planned = composition?.ok ? composition.warnings : [];
  const explanation = composition?.explanation;
  return {
    provider: by?.of.provider ?? null,
    model: by?.of.model ?? null,
    tier: by?.of.tier ?? null,
    requested_model: request.body.model ?? null,
    fallback_used: by && primary ? stepName(by.of) !== stepName(primary) : chain.length > 1,
    fallback_tier: by && by.of.tier !== primary?.tier ? by.of.tier : null,
    fallback_chain_used: chain,
    attempts: walked.map(routingAttempt),
    cost_usd: attempts.reduce((sum, { costUsd }) => sum + costUsd, 0),
    ...(attempts.some(isCostEstimated) ? { cost_estimated: true } : {}),
    duration_ms: durationMs,
    queued_ms: queuedMs,
    warnings: [...planned, ...(by?.completion.warnings ?? [])],
    ...(request.routing.explain && explanation ? { explain: explainPlan(explanation) } : {}),
  };
}

const isCostEstimated = ({ costUsd, usage }: EndedAttempt): boolean =>
  costUsd > 0 && usage.estimated === true;

const routingAttempt = (ended: EndedAttempt): RoutingAttempt => ({
  step: ended.step,
  attempt: ended.attempt,
  provider: ended.of.provider,
  model: ended.of.model,
  tier: ended.of.tier,
  outcome: ended.outcome,
  error: ended.outcome === 'succeeded' ? null : toAttemptError(ended.failure),
  duration_ms: ended.durationMs,
  cost_usd: ended.costUsd,
  hedged: ended.hedged,
});

const providerError = ({ of, step, attempt, failure }: FailedAttempt): ProviderError => ({
  tier: of.tier,
  step,
  attempt,
  provider: of.provider,
  model: of.model,
  ...toAttemptError(failure),
});
