import type { ObservedAttempt, RoutingConfig } from '#fallback';
import type { Assumption } from './assumption.js';
import type { Configs } from './load-configs.js';

export interface Callable {
  /** Each with the model that it was called with most; null where it was not. */
  readonly providers: ReadonlyMap<string, string | null>;
  /** Of organizations' own keys. */
  readonly variables: ReadonlySet<string>;
}

/**
 * Who has what it takes to be called, though an operator's machine may have none of the keys: whoever was called, for a
 * router passes over a provider without a key; whoever is assumed to be; and whoever is named for the first time, or a
 * forgotten key would hide what a new chain does.
 *
 * @param plain the configs as this machine alone would have them
 */
export function callableThen(
  attempts: readonly ObservedAttempt[],
  assumed: readonly Assumption[],
  plain: Configs,
): Callable {
  const called = attempts.filter(({ credential }) => credential === null);
  const before = namedIn(plain.now);
  const added = [...namedIn(plain.next)].filter((name) => !before.has(name));
  const others = [...assumed.map(([name]) => name.slice(0, name.indexOf('/'))), ...added];
  return {
    providers: new Map([
      ...others.map((name): [string, null] => [name, null]),
      ...[...Map.groupBy(called, ({ provider }) => provider)].map(([name, calls]): [string, string] => [
        name,
        mostCalled(calls),
      ]),
    ]),
    variables: new Set(attempts.flatMap(({ credential }) => credential ?? [])),
  };
}

/** The providers of all steps. */
const namedIn = ({ chains, tiers }: RoutingConfig): ReadonlySet<string> =>
  new Set(
    [...chains.values(), ...tiers.values()].flatMap(({ steps }) => steps.map(({ provider }) => provider)),
  );

function mostCalled(calls: readonly ObservedAttempt[]): string {
  const byModel = [...Map.groupBy(calls, ({ model }) => model)];
  return byModel.reduce((most, one) => (one[1].length > most[1].length ? one : most))[0];
}
