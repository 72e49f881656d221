import { z } from 'zod';

/** 30 days. */
const longestSeconds = 2_592_000;

export const HealthEntry = z.strictObject({
  window_seconds: z
    .number()
    .positive()
    .max(longestSeconds)
    .optional()
    .describe('How far back failures are counted; default 60.'),
  window_buckets: z
    .number()
    .int()
    .positive()
    .max(1_000)
    .optional()
    .describe('In how many steps old failures are forgotten; default 12.'),
  minimum_requests: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('Fewer attempts than this in the window say nothing yet; default 1.'),
  one_failure_below_requests: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('With fewer attempts than this in the window one failure is enough; default 10.'),
  failure_rate: z
    .number()
    .positive()
    .max(1)
    .optional()
    .describe('From this share of failures on, in (0, 1], a model is left alone; default 0.5.'),
  failures_in_a_row: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('So many failures without a success between them are enough, whatever the share; default 5.'),
  degraded_rate: z
    .number()
    .positive()
    .max(1)
    .optional()
    .describe('From this share of failures on, in (0, 1], a model is shown as degraded; default 0.1.'),
  successes_to_recover: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('So many good answers in a row after a cooldown, and a model is healthy again; default 3.'),
  cooldown_seconds: z
    .number()
    .nonnegative()
    .max(longestSeconds)
    .optional()
    .describe('For how long; default 300, at most 30 days.'),
  rate_limit_cooldown_seconds: z
    .number()
    .nonnegative()
    .max(longestSeconds)
    .optional()
    .describe('For how long after a rate limit whose provider gave no time; default 60.'),
});
