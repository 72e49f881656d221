import { Organization } from '#contracts';

export const organizationOf = (org: string, settings: Partial<Organization> = {}): Organization =>
  Organization.parse({ org, name: `${org} Ltd`, ...settings });

export const acme = organizationOf('acme', {
  allowed_models: ['openai/gpt-4o', 'fast "and" {cheap}'],
  default_model: 'openai/gpt-4o-mini',
  chain: 'support',
  admins: ['ada@acme.example', 'grace@acme.example'],
  budgets: { request_usd: 0, session_usd: 0.1, daily_usd: 20, monthly_usd: 400.5 },
  keys: { openai: 'ACME_OPENAI_KEY' },
});
