import { z } from 'zod';
import { identifier } from './request.js';

const usd = z.number().nonnegative();
const modelName = identifier;

/** A variable of the routers' environment. What is not called a key must not be sent to a provider as one. */
const VariableName = z
  .string()
  .regex(
    /^[A-Z][A-Z0-9_]*_KEY$/,
    'give the name of a variable that ends in _KEY, such as ACME_OPENAI_KEY, never the key',
  );

/** What an organization may be told by its admins; what is left out is not restricted. */
export const OrganizationSettings = z.strictObject({
  /** As people know it, for messages and alerts. */
  name: identifier.regex(/^[^\p{Cc}]*$/u, 'a name of one line, without control characters'),
  /** Models that a request may name, as `provider/model` or a name of the config; null: every model. */
  allowed_models: z.array(modelName).max(1_000).nullable().default(null),
  default_model: modelName.nullable().default(null),
  /** A chain of the config. */
  chain: identifier.nullable().default(null),
  /** E-mail addresses. */
  admins: z.array(z.email()).max(100).default([]),
  /** In US dollars; days and months are UTC's. */
  budgets: z
    .strictObject({
      request_usd: usd.optional(),
      session_usd: usd.optional(),
      daily_usd: usd.optional(),
      monthly_usd: usd.optional(),
    })
    .default({}),
  /** The organization's own keys: by provider, the variable of the routers' environment that holds one. */
  keys: z.record(identifier, VariableName).default({}),
});
export type OrganizationSettings = z.infer<typeof OrganizationSettings>;

/** One organization, as `GET /v1/organizations/:org` shows it. */
export const Organization = OrganizationSettings.extend({ org: identifier });
export type Organization = z.infer<typeof Organization>;
