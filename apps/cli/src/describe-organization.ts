import type { Organization } from '#contracts';
import { table } from './table.js';

/** One line for each organization. */
export const describeOrganizations = (organizations: readonly Organization[]): string =>
  organizations.length === 0
    ? 'There are no organizations yet: `understudy orgs set <org> <file.json>` makes one.'
    : table(
        ['ORG', 'NAME', 'DEFAULT MODEL', 'CHAIN', 'ALLOWED MODELS'],
        organizations.map(({ org, name, default_model, chain, allowed_models }) => [
          org,
          name,
          default_model ?? 'none',
          chain ?? 'none',
          listOf(allowed_models, 'all'),
        ]),
      );

/** One line for each of its settings. */
export function describeOrganization(organization: Organization): string {
  const { org, name, default_model, chain, allowed_models, admins, budgets, keys } = organization;
  const pairs = (of: object): string[] => Object.entries(of).map(([key, value]) => `${key} ${value}`);
  return table(
    ['ORG', org],
    [
      ['name', name],
      ['default model', default_model ?? 'none'],
      ['chain', chain ?? 'none'],
      ['allowed models', listOf(allowed_models, 'all')],
      ['admins', listOf(admins, 'none')],
      ['budgets', listOf(pairs(budgets), 'none')],
      ['own keys', listOf(pairs(keys), 'none')],
    ],
  );
}

const listOf = (names: readonly string[] | null, otherwise: string): string =>
  names === null || names.length === 0 ? otherwise : names.join(', ');
