import type { ProviderHealth } from '#contracts';
import type { FleetStatus } from './fleet-status.js';
import { secondOf } from './second-of.js';
import { table } from './table.js';

/** Where requests go, the providers, and every model that was called. */
export function describeStatus({ primary, fallback, preferred, forced, providers }: FleetStatus): string {
  const order = table(
    ['PRIMARY', 'FALLBACK', 'PREFERRED', 'FORCED'],
    [
      [
        ...[primary, fallback, preferred].map(orNone),
        forced === null ? 'none' : `${forced.provider} until ${secondOf(forced.until)}`,
      ],
    ],
  );
  const list = table(
    ['PROVIDER', 'HEALTHY', 'AVAILABLE', 'CONFIGURED'],
    providers.map(({ provider, healthy, available, configured, reason }) => [
      provider,
      yesNo(healthy),
      yesNo(available),
      reason === undefined ? yesNo(configured) : `no: ${reason}`,
    ]),
  );
  const models = providers.flatMap((provider) => provider.models);
  return [order, list, models.length === 0 ? 'No model was called yet.' : describeModels(models)].join(
    '\n\n',
  );
}

const describeModels = (models: readonly ProviderHealth[]): string =>
  table(
    ['MODEL', 'STATE', 'SINCE', 'LEFT ALONE UNTIL', 'FAILED', 'REASON'],
    models.map(({ provider, model, state, since, until, failures, requests, reason }) => [
      `${provider}/${model}`,
      state,
      secondOf(since),
      until === null ? '' : secondOf(until),
      `${failures} of ${requests}`,
      reason,
    ]),
  );

const orNone = (name: string | null): string => name ?? 'none';
const yesNo = (is: boolean): string => (is ? 'yes' : 'no');
