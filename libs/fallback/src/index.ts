export { applyControl, reportedClass } from './health/apply-control.js';
export type {
  Attempt,
  AttemptEvent,
  EndedAttempt,
  FailedAttempt,
  SucceededAttempt,
} from './walking/attempt-event.js';
export type {
  Availability,
  Callee,
  HealthView,
  MemoryView,
  Preference,
  TrackRecord,
} from './health/availability.js';
export {
  defaultAlertPolicy,
  type AlertPolicy,
  type AlertRoute,
  type AlertRule,
  type Severity,
  type SinkConfig,
  type Watch,
} from './config/alert-policy.js';
export { systemClock, type Clock } from './clock.js';
export type { PastRequest } from './backtest/journey.js';
export { observedAttempt, type ObservedAttempt, type ObservedCall } from './backtest/observed-attempt.js';
export { ObservedWorld } from './backtest/observed-world.js';
export { beganAt, endOnRecord, noEnd, type EvidenceKind, type RequestEnd } from './backtest/request-end.js';
export { simulate } from './backtest/simulate.js';
export { agreement, summarize, type Summary } from './backtest/summarize.js';
export {
  capabilities,
  dispensableParameters,
  supportOf,
  type Capability,
  type DispensableParameter,
  type Support,
} from './config/capabilities.js';
export { configJsonSchema } from './config/config-json-schema.js';
export { displayName } from './config/display-name.js';
export { loadRoutingConfig } from './config/load-routing-config.js';
export { standInEnvironment } from './config/stand-in-environment.js';
export {
  ConfigError,
  type Chain,
  type ChainStep,
  type Price,
  type ProviderConfig,
  type ProviderKind,
  type RoutingConfig,
} from './config/routing-config.js';
export { estimateAnswerTokens, estimateTokens, type TokenEstimate } from './planning/estimate-tokens.js';
export {
  countsAgainstHealth,
  mayPass,
  scopeOf,
  toAttemptError,
  type Failure,
  type FailureScope,
} from './failure.js';
export { fitsPattern } from './fits-pattern.js';
export {
  customerMessage,
  failureMessage,
  needsHandoff,
  type FailureTelling,
} from './messages/failure-message.js';
export { FailureWindow, type WindowTotals } from './health/failure-window.js';
export { HealthBook, type HealthReport } from './health/health-book.js';
export type { CooldownStarted, HealthEvents } from './health/health-events.js';
export { cooldownAfter, defaultHealthPolicy, type HealthPolicy } from './health/health-policy.js';
export { composePlan, type Composition } from './planning/compose-plan.js';
export { dollars } from './planning/dollars.js';
export { explainPlan, type Explanation } from './planning/explain-plan.js';
export { requestOutline } from './planning/request-outline.js';
export type { PlanningContext, Spent } from './planning/planning-context.js';
export { stepName, type Plan, type Step, type StepSettings } from './plan.js';
export { failedAttempts, type PassedOver, type PlanOutcome } from './walking/plan-outcome.js';
export type { Prices } from './prices.js';
export { ProviderMemory } from './health/provider-memory.js';
export { RecentMap } from './health/recent-map.js';
export type { CallResult, Completion, ProviderCall, ProviderPort } from './provider-port.js';
export { LimitGate } from './walking/limit-gate.js';
export { nextRoundAt } from './walking/next-round.js';
export { runPlan } from './walking/run-plan.js';
export { spentUntil } from './health/spent-until.js';
export type { WalkPorts } from './walking/walk-ports.js';
