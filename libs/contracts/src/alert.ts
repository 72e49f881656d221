import { z } from 'zod';

export const alertNames = [
  'ProviderDown',
  'ProviderDegraded',
  'ProviderQuotaExhausted',
  'ProviderAuthFailed',
  'ModelNotFound',
  'AllProvidersFailed',
  'FallbackRateHigh',
  'BudgetThreshold',
  'DeadLetters',
] as const;
export const AlertName = z.enum(alertNames);
export type AlertName = z.infer<typeof AlertName>;

/** One record of `llm.alerts`: an Alertmanager alert. `endsAt` is null while it fires. */
export const Alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: z.object({
    alertname: AlertName,
    severity: z.enum(['critical', 'warning', 'info']),
    org: z.string().optional(),
    provider: z.string().optional(),
    model: z.string().optional(),
    error_class: z.string().optional(),
    /** Of a `BudgetThreshold`: which budget, `daily` or `monthly`, and from which percentage of it. */
    budget: z.string().optional(),
    percent: z.string().optional(),
  }),
  annotations: z.object({
    summary: z.string(),
    description: z.string(),
    runbook_url: z.string().optional(),
    dashboard_url: z.string().optional(),
    trace_id: z.string().optional(),
    /** `true`: a person has to take requests over, the ones named in `handoff_requests`. */
    handoff: z.string().optional(),
    /** Their `custom_id`s, with commas between them; of many, the first. */
    handoff_requests: z.string().optional(),
    /** The summary of another alert that is the likely cause. */
    root_cause: z.string().optional(),
  }),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime().nullable(),
  generatorURL: z.string(),
  fingerprint: z.string(),
});
export type Alert = z.infer<typeof Alert>;
