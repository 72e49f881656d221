export type {
  Attempt,
  AttemptEvent,
  EndedAttempt,
  FailedAttempt,
  SucceededAttempt,
} from './attempt-event.js';
export { systemClock, type Clock } from './clock.js';
export { composePlan, type Composition } from './compose-plan.js';
export { loadRoutingConfig } from './config/load-routing-config.js';
export {
  ConfigError,
  type Chain,
  type ChainStep,
  type ProviderConfig,
  type ProviderKind,
  type RoutingConfig,
} from './config/routing-config.js';
export {
  countsAgainstHealth,
  mayPass,
  scopeOf,
  toAttemptError,
  type Failure,
  type FailureScope,
} from './failure.js';
export { customerMessage, failureMessage, needsHandoff } from './failure-message.js';
export { FailureWindow, type WindowTotals } from './failure-window.js';
export { HealthBook, type Cooldown, type CooldownStarted, type HealthView } from './health-book.js';
export { cooldownAfter, defaultHealthPolicy, type HealthPolicy } from './health-policy.js';
export { stepName, type Plan, type Step, type StepSettings } from './plan.js';
export { failedAttempts, type PlanOutcome } from './plan-outcome.js';
export type { CallResult, Completion, ProviderCall, ProviderPort } from './provider-port.js';
export { runPlan, type WalkPorts } from './run-plan.js';
