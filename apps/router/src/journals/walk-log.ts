import type { LlmRequest } from '#contracts';
import {
  stepName,
  type Attempt,
  type AttemptEvent,
  type EndedAttempt,
  type FailedAttempt,
  type Plan,
} from '#fallback';
import type { Logger } from 'pino';

/** Whose request it is, for the lines of the log. */
export interface Walker {
  readonly request: LlmRequest;
  /** Its organization as people know it. */
  readonly organization: string;
  readonly plan: Plan;
}

/**
 * Tells the walk of one plan to the log as it happens (A8, B12, D7, E6): info for each attempt and for a rescue, warning
 * for a failure that something else is tried after. Each line has an `event` that a search can go by.
 */
export class WalkLog {
  private latest: FailedAttempt | null = null;

  constructor(
    private readonly logger: Logger,
    private readonly walker: Walker,
  ) {}

  /** A1: an organization's admins learn of what was asked for and is not done. */
  planned(warnings: readonly string[]): void {
    for (const warning of warnings) {
      this.logger.warn({ event: 'asked_otherwise', ...requestFields(this.walker) }, warning);
    }
  }

  take({ type, attempt }: AttemptEvent): void {
    if (type === 'attempt-started') this.started(attempt);
    else this.ended(attempt);
  }

  private started(attempt: Attempt): void {
    const { latest } = this;
    if (latest !== null && latest.step !== attempt.step) this.switched(latest, attempt);
    this.logger.info(
      { event: 'provider_chosen', ...this.fieldsOf(attempt) },
      `${lineOf(attempt)}${attempt.hedged ? ' (in parallel)' : ''}`,
    );
  }

  private switched(from: FailedAttempt, to: Attempt): void {
    this.logger.warn(
      { event: 'fallback_tried', ...this.fieldsOf(to), from: stepName(from.of), ...errorFields(from) },
      `Fallback: ${stepName(from.of)} failed (${from.failure.type}), trying ${stepName(to.of)}`,
    );
  }

  private ended(attempt: EndedAttempt): void {
    if (attempt.outcome === 'succeeded') return;
    if (attempt.outcome === 'cancelled') {
      this.logger.debug(
        { event: 'attempt_cancelled', ...this.fieldsOf(attempt) },
        `${lineOf(attempt)} cancelled`,
      );
      return;
    }
    this.latest = attempt;
    this.logger.warn(
      {
        event: 'provider_failed',
        ...this.fieldsOf(attempt),
        ...errorFields(attempt),
        duration_ms: attempt.durationMs,
      },
      `${lineOf(attempt)} failed: ${attempt.failure.class}`,
    );
  }

  private fieldsOf({ of, attempt }: Attempt): object {
    const { provider, model, tier } = of;
    return { ...requestFields(this.walker), provider, model, tier: tier ?? undefined, attempt };
  }
}

/** What every line about a request says of it. */
export function requestFields({ request, organization, plan }: Walker): object {
  const { org, user, session, context, custom_id, body } = request;
  return {
    org,
    organization,
    user,
    session,
    context,
    custom_id,
    chain: plan.chain,
    requested_model: body.model ?? undefined,
    default_model: plan.organizationDefault ?? undefined,
  };
}

/** E6. */
const lineOf = ({ step, steps, of }: Attempt): string =>
  `Attempt ${step}/${steps}: provider=${of.provider}, model=${of.model}`;

export const errorFields = ({ failure }: Pick<FailedAttempt, 'failure'>): object => ({
  error_class: failure.class,
  error_type: failure.type,
  error_message: failure.message,
  status: failure.status,
});
