/** `$0.0123`: as many digits as it takes to tell small sums from nothing. */
export const dollars = (usd: number): string =>
  usd === 0 ? '$0' : usd < 0.01 ? `$${usd.toPrecision(2)}` : `$${usd.toFixed(4)}`;
