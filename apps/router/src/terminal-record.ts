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
  failedAttempts,
  failureMessage,
  needsHandoff,
  stepName,
  toAttemptError,
  type EndedAttempt,
  type FailedAttempt,
  type PlanOutcome,
  type Step,
  type SucceededAttempt,
} from '#fallback';

/** What both kinds of terminal record say of the request. Times are ms. */
export interface Ending {
  /** `resp_…`: the same each time the record is sent. */
  readonly id: string;
  readonly request: LlmRequest;
  readonly durationMs: number;
  readonly queuedMs: number;
}

/** @param primary the step that would have been first if all were well */
export function answerRecord(
  ending: Ending,
  outcome: Extract<PlanOutcome, { kind: 'answered' }>,
  primary: Step,
): LlmAnswer {
  const { completion } = outcome.by;
  return {
    id: ending.id,
    custom_id: ending.request.custom_id,
    response: { status_code: 200, request_id: completion.requestId ?? ending.id, body: completion.body },
    error: null,
    org: ending.request.org,
    routing: {
      ...routingOf(ending, outcome.attempts, outcome.by),
      fallback_used: stepName(outcome.by.of) !== stepName(primary),
      fallback_tier: outcome.by.of.tier === primary.tier ? null : outcome.by.of.tier,
    },
    metadata: ending.request.metadata,
  };
}

/** @param detail what was wrong, where no attempt says it */
export function failureRecord(
  ending: Ending,
  code: FailureCode,
  attempts: readonly EndedAttempt[],
  detail?: string,
): LlmFailure {
  const errors = failedAttempts(attempts).map(providerError);
  return {
    id: ending.id,
    custom_id: ending.request.custom_id,
    response: null,
    error: {
      code,
      message: failureMessage(ending.request.org, code, attempts, detail),
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

function routingOf(ending: Ending, attempts: readonly EndedAttempt[], by: SucceededAttempt | null): Routing {
  const chain = [...new Set(attempts.map(({ of }) => stepName(of)))];
  return {
    provider: by?.of.provider ?? null,
    model: by?.of.model ?? null,
    tier: by?.of.tier ?? null,
    requested_model: ending.request.body.model ?? null,
    fallback_used: chain.length > 1,
    fallback_tier: null,
    fallback_chain_used: chain,
    attempts: attempts.map(routingAttempt),
    cost_usd: 0,
    duration_ms: ending.durationMs,
    queued_ms: ending.queuedMs,
  };
}

const routingAttempt = (ended: EndedAttempt): RoutingAttempt => ({
  step: ended.step,
  attempt: ended.attempt,
  provider: ended.of.provider,
  model: ended.of.model,
  tier: ended.of.tier,
  outcome: ended.outcome,
  error: ended.outcome === 'succeeded' ? null : toAttemptError(ended.failure),
  duration_ms: ended.durationMs,
  cost_usd: 0,
});

const providerError = ({ of, step, attempt, failure }: FailedAttempt): ProviderError => ({
  tier: of.tier,
  step,
  attempt,
  provider: of.provider,
  model: of.model,
  ...toAttemptError(failure),
});
