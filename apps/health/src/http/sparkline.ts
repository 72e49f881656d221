import type { AttemptMinute } from '#postgres';

/** The last hour, the oldest minute first and the current one last. */
export interface Sparkline {
  readonly minutes: number;
  readonly requests: readonly number[];
  readonly failures: readonly number[];
}

export const sparklineMinutes = 60;
const minuteMs = 60_000;

/** When the first minute of a sparkline begins, epoch ms. */
export const sparklineSince = (now: number): number =>
  (Math.floor(now / minuteMs) - sparklineMinutes + 1) * minuteMs;

/** @param counted the minutes of one model; what is older than a sparkline is not shown */
export function sparkline(counted: readonly AttemptMinute[], now: number): Sparkline {
  const requests = Array.from({ length: sparklineMinutes }, () => 0);
  const failures = [...requests];
  for (const each of counted) {
    const place = Math.floor((each.minute - sparklineSince(now)) / minuteMs);
    // A replica whose clock is ahead may have begun a minute of which nothing is known here.
    if (place < 0 || place >= sparklineMinutes) continue;
    requests[place] = each.requests;
    failures[place] = each.failures;
  }
  return { minutes: sparklineMinutes, requests, failures };
}
