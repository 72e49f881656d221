import type { Control } from '#contracts';

export const forceKey = 'force_provider';

/** The thing controlled: of one key, the newest record is the one that counts. */
export function controlKey(order: Control): string {
  switch (order.type) {
    case 'force_provider':
      return forceKey;
    case 'clear_cache':
      return 'clear_cache';
    case 'report':
      return `report:${order.provider}${order.model === undefined ? '' : `/${order.model}`}`;
    case 'cancel':
      return `cancel:${order.org}/${order.custom_id}`;
  }
}
