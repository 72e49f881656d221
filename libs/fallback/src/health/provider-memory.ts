import type { MemoryView, Preference } from './availability.js';
import type { RoutingConfig } from '../config/routing-config.js';
import { stepName, type Step } from '../plan.js';
import { RecentMap } from './recent-map.js';

interface Remembered {
  readonly preference: Preference;
  readonly answeredAt: number;
}

interface Forced {
  readonly provider: string;
  readonly until: number;
}

/** Chains may be named by requests: there may be any number of them. */
const capacity = 1_000;

/**
 * What worked, and what an operator has ordered. Each chain prefers the step that answered it last, for the TTL after its
 * latest answer; `since` tells for how long without another one between. One provider may be forced for all chains.
 */
export class ProviderMemory implements MemoryView {
  private readonly remembered = new RecentMap<Remembered>({ capacity, idleMs: Infinity });
  private forced: Forced | null = null;
  private ttlMs: number;

  constructor(config: Pick<RoutingConfig, 'preferredTtlMs'>) {
    this.ttlMs = config.preferredTtlMs;
  }

  forcedProvider(now: number): Forced | null {
    return this.forced !== null && now < this.forced.until ? this.forced : null;
  }

  preferredStep(chain: string, now: number): Preference | null {
    const known = this.remembered.get(chain, now);
    return known !== undefined && now < known.answeredAt + this.ttlMs ? known.preference : null;
  }

  /** A step of this chain has answered. */
  answered(chain: string, step: Pick<Step, 'provider' | 'model'>, now: number): void {
    const name = stepName(step);
    const known = this.preferredStep(chain, now);
    const preference = known?.step === name ? known : { step: name, since: now };
    this.remembered.set(chain, { preference, answeredAt: now }, now);
  }

  /** Replaces what was forced before, also when its own time is over already. */
  force(provider: string, until: number): void {
    this.forced = { provider, until };
  }

  /** Back to the configured order. */
  clear(): void {
    this.remembered.clear();
    this.forced = null;
  }

  adopt(config: Pick<RoutingConfig, 'preferredTtlMs'>): void {
    this.ttlMs = config.preferredTtlMs;
  }
}
