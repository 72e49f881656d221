import { describe, expect, it } from '@jest/globals';
import { Organization } from '#contracts';
import { describeOrganization, describeOrganizations } from './describe-organization.js';

const acme = Organization.parse({
  org: 'acme',
  name: 'Acme',
  allowed_models: ['openai/gpt-4o', 'llama3'],
  budgets: { daily_usd: 5 },
  keys: { openai: 'ACME_OPENAI_KEY' },
});

describe('organizations as people read them', () => {
  it('are one line each, or a hint when there are none', () => {
    expect(describeOrganizations([acme])).toBe(
      [
        'ORG   NAME  DEFAULT MODEL  CHAIN  ALLOWED MODELS',
        'acme  Acme  none           none   openai/gpt-4o, llama3',
      ].join('\n'),
    );
    expect(describeOrganizations([])).toContain('understudy orgs set');
  });

  it('show every setting', () => {
    expect(describeOrganization(acme).split('\n')).toEqual([
      'ORG             acme',
      'name            Acme',
      'default model   none',
      'chain           none',
      'allowed models  openai/gpt-4o, llama3',
      'admins          none',
      'budgets         daily_usd 5',
      'own keys        openai ACME_OPENAI_KEY',
    ]);
  });
});
