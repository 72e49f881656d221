import { defaultHealthPolicy, type HealthPolicy } from '../health/health-policy.js';
import type { ConfigFile } from './config-file.js';

export function compileHealth(health: ConfigFile['health']): HealthPolicy {
  const ms = (seconds: number | undefined, fallback: number): number =>
    seconds === undefined ? fallback : seconds * 1000;
  return {
    windowMs: ms(health.window_seconds, defaultHealthPolicy.windowMs),
    buckets: health.window_buckets ?? defaultHealthPolicy.buckets,
    minimumRequests: health.minimum_requests ?? defaultHealthPolicy.minimumRequests,
    oneFailureBelowRequests: health.one_failure_below_requests ?? defaultHealthPolicy.oneFailureBelowRequests,
    failureRate: health.failure_rate ?? defaultHealthPolicy.failureRate,
    failuresInARow: health.failures_in_a_row ?? defaultHealthPolicy.failuresInARow,
    degradedRate: health.degraded_rate ?? defaultHealthPolicy.degradedRate,
    successesToRecover: health.successes_to_recover ?? defaultHealthPolicy.successesToRecover,
    cooldownMs: ms(health.cooldown_seconds, defaultHealthPolicy.cooldownMs),
    rateLimitCooldownMs: ms(health.rate_limit_cooldown_seconds, defaultHealthPolicy.rateLimitCooldownMs),
  };
}
