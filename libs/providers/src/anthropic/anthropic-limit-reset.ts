const limits = ['requests', 'tokens', 'input-tokens', 'output-tokens'];

/** ms until the limit that was reached is whole again, by `anthropic-ratelimit-*-reset` (RFC 3339); null if it is not said. */
export function anthropicLimitReset(headers: Headers, now: number): number | null {
  const resets = limits.flatMap((limit) => {
    const at = Date.parse(headers.get(`anthropic-ratelimit-${limit}-reset`) ?? '');
    const reached = headers.get(`anthropic-ratelimit-${limit}-remaining`) === '0';
    return Number.isNaN(at) ? [] : [{ ms: Math.max(0, at - now), reached }];
  });
  const reached = resets.filter((reset) => reset.reached);
  const binding = (reached.length > 0 ? reached : resets).map(({ ms }) => ms);
  return binding.length === 0 ? null : Math.max(...binding);
}
