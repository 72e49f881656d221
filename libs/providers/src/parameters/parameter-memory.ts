import type { Clock } from '#fallback';
import { LeastRecentlyUsed } from '../least-recently-used.js';

/** A parameter that a server would not take. */
export interface RefusedParameter {
  readonly parameter: string;
  /** Is it refused whatever its value, or only with the one that was sent? */
  readonly everyValue: boolean;
}

/** Where and what for a parameter was refused. */
export interface Recipient {
  /** Null for the provider's own address. */
  readonly address: string | null;
  readonly model: string;
  /** Some models take sampling parameters at one effort only. */
  readonly effort: unknown;
}

const keptMs = 3_600_000;
const keptRecipients = 1_000;
/** Requests may carry any name. */
const keptParameters = 32;
const longestValue = 200;

interface Refusal {
  /** Epoch ms. */
  readonly until: number;
  /** As JSON; null for every value. */
  readonly value: string | null;
}

const keyOf = ({ address, model, effort }: Recipient): string =>
  `${address ?? ''} ${model} ${typeof effort === 'string' ? effort.slice(0, 20) : ''}`;

/**
 * The parameters that models have lately refused, so that a refusal is paid with one round trip and not with each.
 * Of each (address, model, effort, parameter) the latest refusal counts, for an hour.
 */
export class ParameterMemory {
  readonly #refusals = new LeastRecentlyUsed<LeastRecentlyUsed<Refusal>>(keptRecipients);

  constructor(private readonly clock: Clock) {}

  remember(by: Recipient, { parameter, everyValue }: RefusedParameter, sent: unknown): void {
    const value = everyValue ? null : JSON.stringify(sent);
    if (value !== null && value.length > longestValue) return;
    const key = keyOf(by);
    const refusals = this.#refusals.get(key) ?? new LeastRecentlyUsed<Refusal>(keptParameters);
    refusals.set(parameter, { until: this.clock.now() + keptMs, value });
    this.#refusals.set(key, refusals);
  }

  /** Which of these parameters would be refused again. */
  refusedAmong(fields: Readonly<Record<string, unknown>>, by: Recipient): string[] {
    const refusals = this.#refusals.get(keyOf(by));
    if (refusals === undefined) return [];
    const now = this.clock.now();
    return Object.keys(fields).filter((parameter) => {
      const refusal = refusals.get(parameter);
      if (refusal === undefined || refusal.until <= now) return false;
      return refusal.value === null || refusal.value === JSON.stringify(fields[parameter]);
    });
  }
}
