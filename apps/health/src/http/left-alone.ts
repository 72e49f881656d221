import { everyModel, type ProviderHealth } from '#contracts';

/**
 * Until when the fleet leaves a model alone, epoch ms; null: it may be called now.
 *
 * @param records the health of models and of providers as a whole, of other ones too
 */
export function leftAloneUntil(
  { provider, model }: Pick<ProviderHealth, 'provider' | 'model'>,
  records: readonly ProviderHealth[],
  now: number,
): number | null {
  const times = records
    .filter(
      (record) => record.provider === provider && (record.model === model || record.model === everyModel),
    )
    .flatMap((record) => (isResting(record, now) ? [Date.parse(record.until)] : []));
  return times.length === 0 ? null : Math.max(...times);
}

/**
 * The record as it is now: between the end of its cooldown and the next call a model is neither down nor limited any
 * more, nor does anyone know that it is well.
 */
export const asOfNow = (record: ProviderHealth, now: number): ProviderHealth =>
  isUnusable(record) && !isResting(record, now) ? { ...record, state: 'recovering', until: null } : record;

type Resting = ProviderHealth & { readonly until: string };

const isResting = (record: ProviderHealth, now: number): record is Resting =>
  isUnusable(record) && record.until !== null && Date.parse(record.until) > now;

const isUnusable = ({ state }: ProviderHealth): boolean => state === 'down' || state === 'limited';
