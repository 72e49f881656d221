import type { Organization } from '#contracts';
import type { HealthView, MemoryView } from '../health/availability.js';
import type { RoutingConfig } from '../config/routing-config.js';
import type { Prices } from '../prices.js';

/** What was spent before this request, in US dollars. */
export interface Spent {
  readonly sessionUsd: number;
  readonly dayUsd: number;
  readonly monthUsd: number;
}

/** Everything besides the request itself that decides its plan. */
export interface PlanningContext {
  readonly config: RoutingConfig;
  /** Null for one that nobody has described: nothing is restricted. */
  readonly organization: Organization | null;
  readonly health: HealthView;
  readonly memory: MemoryView;
  readonly prices: Prices;
  readonly spent: Spent;
  /** Is there a key in this variable? */
  readonly hasKey: (variable: string) => boolean;
  /** Epoch ms. */
  readonly now: number;
}
