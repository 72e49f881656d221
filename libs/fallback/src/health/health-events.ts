import type { Failure } from '../failure.js';
import type { WindowTotals } from './failure-window.js';

/** Told when something starts to cool down. */
export interface CooldownStarted {
  /** `provider` or `provider/model`; ` with ACME_KEY` behind it where an organization's own key is what fails. */
  readonly subject: string;
  readonly cooldownMs: number;
  readonly failure: Failure;
  readonly totals: WindowTotals;
}

export interface HealthEvents {
  readonly onCooldown?: (started: CooldownStarted) => void;
  /** A call, or an operator, has shown that it works again. */
  readonly onRecovered?: (subject: string) => void;
}
