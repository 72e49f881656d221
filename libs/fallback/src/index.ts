export { systemClock, type Clock } from './clock.js';
export { countsAgainstHealth, mayPass, scopeOf, toAttemptError, type Failure, type FailureScope } from './failure.js';
export { stepName, type Plan, type Step, type StepSettings } from './plan.js';
export type { CallResult, Completion, ProviderCall, ProviderPort } from './provider-port.js';
