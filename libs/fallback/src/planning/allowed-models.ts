import type { Organization } from '#contracts';
import type { RoutingConfig } from '../config/routing-config.js';
import { stepName } from '../plan.js';
import { resolveModel } from './resolve-model.js';

/** Neither a config nor an organization ever changes: a new one takes its place, and the old one's entry goes with it. */
const resolved = new WeakMap<RoutingConfig, WeakMap<Organization, ReadonlySet<string>>>();

/** Every `provider/model` that an organization's list stands for, resolved once for a config; null: it has no list. */
export function allowedModels(organization: Organization, config: RoutingConfig): ReadonlySet<string> | null {
  if (organization.allowed_models === null) return null;
  const known = resolved.get(config) ?? new WeakMap<Organization, ReadonlySet<string>>();
  resolved.set(config, known);
  const names =
    known.get(organization) ??
    new Set(organization.allowed_models.flatMap((name) => resolveModel(name, config).map(stepName)));
  known.set(organization, names);
  return names;
}
