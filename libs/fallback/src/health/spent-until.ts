import type { RateLimits } from '#contracts';

/**
 * When all that is spent of what a provider announced is whole again, epoch ms; null while something of each is left.
 *
 * @param callsSince how many calls the provider cannot have counted yet
 */
export function spentUntil(limits: RateLimits, callsSince = 0): number | null {
  const resets = Object.entries(limits).flatMap(([kind, allowance]) => {
    const taken = kind === 'requests' ? callsSince : 0;
    return allowance !== undefined && allowance.remaining <= taken ? [Date.parse(allowance.resets_at)] : [];
  });
  return resets.length === 0 ? null : Math.max(...resets);
}
