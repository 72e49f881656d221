const dayMs = 86_400_000;

export interface LookupWindow {
  readonly oldest: Date;
  /** The end, which is not in it. */
  readonly newest: Date;
}

/** The days of UTC that are kept: those of the retention, today, and tomorrow, where a router's clock may be already. */
export function lookupWindow(now: number, retentionDays: number): LookupWindow {
  const today = now - (now % dayMs);
  return {
    oldest: new Date(today - Math.ceil(retentionDays) * dayMs),
    newest: new Date(today + 2 * dayMs),
  };
}
