import { z } from 'zod';
import { AlertName } from '#contracts';
import { HttpAddress } from './http-address.js';

/** 30 days. */
const longestSeconds = 2_592_000;
const Seconds = z.number().nonnegative().max(longestSeconds);

/** An address or a key written here by mistake must not be told to a log as the name of a variable. */
const VariableName = z
  .string()
  .regex(
    /^[A-Z_][A-Z0-9_]*$/,
    'give the name of a variable of the health service, such as SLACK_WEBHOOK_URL, never what it holds',
  );

const Severity = z.enum(['critical', 'warning', 'info']);

const rule = {
  for_seconds: Seconds.optional().describe('How long it has to last before anybody is told.'),
  keep_firing_for_seconds: Seconds.optional().describe('How long it has to be over before it is resolved.'),
  severity: Severity.optional().describe("In place of the alert's own."),
};
const RuleEntry = z.strictObject(rule);

const counted = {
  ...rule,
  window_seconds: z.number().min(60).max(86_400).optional().describe('How far back is counted.'),
  minimum: z.number().int().positive().optional().describe('So many in the window, at least.'),
};
const share = z.number().positive().max(1).optional();

const RulesEntry = z.strictObject({
  ProviderDown: RuleEntry.optional(),
  ProviderDegraded: RuleEntry.optional(),
  ProviderQuotaExhausted: RuleEntry.optional(),
  ProviderAuthFailed: RuleEntry.optional(),
  ModelNotFound: z
    .strictObject({ ...counted, share: share.describe("And this share of a model's calls; default 0.5.") })
    .optional(),
  AllProvidersFailed: RuleEntry.optional(),
  FallbackRateHigh: z
    .strictObject({
      ...counted,
      share: share.describe("And this share of an organization's answers; default 0.2."),
    })
    .optional(),
  BudgetThreshold: z
    .strictObject({
      ...rule,
      percents: z
        .array(z.number().positive().max(1_000))
        .min(1)
        .optional()
        .describe('Of a daily or monthly budget; default 80 and 100.'),
    })
    .optional(),
  DeadLetters: z.strictObject(counted).optional(),
});

const SinkName = z
  .string()
  .regex(
    /^(?!topic$)[a-z0-9][a-z0-9-]*$/,
    'give a name of small letters, digits and dashes; `topic` is taken by llm.alerts',
  );

const url_env = VariableName.describe('The variable that holds the address.');

const SinkEntry = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('alertmanager'), url_env }),
    z.strictObject({
      kind: z.literal('webhook'),
      url_env,
      secret_env: VariableName.describe('The variable that holds what messages are signed with.'),
    }),
    z.strictObject({ kind: z.literal('slack'), url_env }),
    z.strictObject({
      kind: z.literal('pagerduty'),
      routing_key_env: VariableName.describe("The variable that holds the service's routing key."),
      url: HttpAddress.default('https://events.pagerduty.com').describe('Of the Events API, version 2.'),
    }),
    z.strictObject({
      kind: z.literal('email'),
      smtp_url_env: VariableName.default('SMTP_URL').describe(
        'The variable that holds the mail server, such as smtps://user:password@host:465.',
      ),
      from: z.email(),
      to: z
        .union([z.literal('admins'), z.array(z.email()).min(1)])
        .describe('`admins`: those of the organization that the alert is about.'),
    }),
  ])
  .describe('Where alerts are sent; addresses and keys are variables of the health service.');
export type SinkEntry = z.infer<typeof SinkEntry>;

const RouteEntry = z
  .strictObject({
    orgs: z.array(z.string().min(1)).min(1).optional().describe('Only what is about these organizations.'),
    severities: z.array(Severity).min(1).optional(),
    alertnames: z.array(AlertName).min(1).optional(),
    sinks: z.array(z.string()).min(1),
  })
  .describe('Alerts that fit all that it says go to its sinks.');

export const AlertsEntry = z.strictObject({
  repeat_interval_seconds: z
    .number()
    .min(60)
    .max(longestSeconds)
    .optional()
    .describe('How often what still fires is told again; default 14400, 4 hours.'),
  group_wait_seconds: Seconds.max(3_600)
    .optional()
    .describe('How long an alert waits for others that go into the same message; default 10.'),
  retry_seconds: z
    .number()
    .positive()
    .max(3_600)
    .optional()
    .describe('After how long a sink that failed is tried again, doubling each time; default 2.'),
  longest_retry_seconds: z.number().positive().max(86_400).optional().describe('But not later; default 300.'),
  give_up_after: z
    .number()
    .int()
    .positive()
    .max(1_000)
    .optional()
    .describe('After so many tries a message is a dead end, which /v1/alerts shows; default 12.'),
  runbooks_url: HttpAddress.optional().describe(
    'Where the pages of deploy/runbooks are; default: at the health service.',
  ),
  rules: RulesEntry.default({}).describe('By the name of the alert.'),
  sinks: z.record(SinkName, SinkEntry).default({}).describe('By names of your own.'),
  routes: z
    .array(RouteEntry)
    .optional()
    .describe('Which alerts go where; each goes to the sinks of every route that fits. Default: all to all.'),
});
export type AlertsEntry = z.infer<typeof AlertsEntry>;
