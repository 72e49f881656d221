import type { HealthState } from '#contracts';
import type { Model, Provider } from './answers.js';

/** What the page tells of a provider; `off`: it is not configured. */
export type ShownState = HealthState | 'off';

/** The worst first. */
const states: readonly HealthState[] = ['down', 'limited', 'recovering', 'degraded', 'healthy'];

export const worstFirst = (models: readonly Model[]): Model[] =>
  models.toSorted((a, b) => states.indexOf(a.state) - states.indexOf(b.state));

/**
 * A provider that is out as a whole is what its outage says; one that can be called is degraded at worst, however bad one
 * of its models is; one that cannot is what keeps its models from being called.
 */
export function stateOf({ configured, available, healthy, outage, models }: Provider): ShownState {
  if (!configured) return 'off';
  if (outage && outage.state !== 'healthy') return outage.state;
  const worst = states.find((state) => models.some((model) => model.state === state)) ?? 'healthy';
  if (!available) return worst === 'limited' ? 'limited' : 'down';
  if (worst === 'healthy') return healthy ? 'healthy' : 'degraded';
  return worst === 'recovering' && models.every(({ state }) => state === worst) ? worst : 'degraded';
}

/** What is wrong with all of it: its outage, or what every model of it says; null when they differ. */
export function sharedTrouble({
  outage,
  models,
}: Provider): Pick<Model, 'reason' | 'since' | 'until'> | null {
  if (outage) return outage;
  const [first] = models;
  const isShared = models.every(({ state, reason }) => state === first?.state && reason === first.reason);
  return first !== undefined && first.state !== 'healthy' && isShared ? first : null;
}

/** Since when it is not well; null: it is. */
export function unwellSince({ outage, models }: Provider): string | null {
  if (outage) return outage.since;
  const since = models.filter(({ state }) => state !== 'healthy').map((model) => model.since);
  return since.toSorted()[0] ?? null;
}
